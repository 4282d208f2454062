import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { files } from '#keys';
import { testKeyBackend } from './key-backend.ts';

const root = mkdtempSync(join(tmpdir(), 'certwright-keys-'));
after(() => rmSync(root, { recursive: true }));

testKeyBackend({
  name: 'files',
  open: () => files({ directory: join(root, 'keys') }),
  specs: [
    { type: 'ec', curve: 'P-256' },
    { type: 'ec', curve: 'P-384' },
    { type: 'ec', curve: 'P-521' },
    { type: 'ed25519' },
    { type: 'ed448' },
    { type: 'rsa', bits: 2048 },
    { type: 'ml-dsa', set: 44 },
    { type: 'slh-dsa', set: 'sha2-128f' },
  ],
  unsupported: { type: 'rsa', bits: 512 },
  missing: [{ file: `${'0'.repeat(32)}.key` }, { file: '../keys' }, { file: 7 }],
  locks: true,
});
