import { after, test } from 'node:test';
import { pkcs11 } from '#keys';
import { skipWithoutTokens, softTokens } from '../tokens/soft-token.ts';
import { testKeyBackend } from './key-backend.ts';

const skip = skipWithoutTokens();

if (skip !== false) test('pkcs11', { skip }, () => undefined);
else {
  const tokens = softTokens();
  after(() => tokens[Symbol.dispose]());
  const { library, token, pin } = await tokens.add();

  testKeyBackend({
    name: 'pkcs11',
    open: () => pkcs11({ library, token, pin }),
    specs: [
      { type: 'ec', curve: 'P-256' },
      { type: 'ec', curve: 'P-384' },
      { type: 'ec', curve: 'P-521' },
      { type: 'ed25519' },
      { type: 'ed448' },
      { type: 'rsa', bits: 2048 },
    ],
    unsupported: { type: 'ml-dsa', set: 44 },
    missing: [
      { label: 'nobody', id: '0011223344556677' },
      { label: '', id: '00' },
      { label: 'x', id: 'zz' },
      { label: 7, id: 7 },
    ],
    locks: false,
  });
}
