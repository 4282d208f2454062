import { after } from 'node:test';
import { Secret } from '#base';
import { openDatabase } from '#db';
import { database, migrations } from '#keys';
import { testKeyBackend } from './key-backend.ts';

const db = await openDatabase({ url: 'sqlite::memory:', migrations });
after(() => db.close());

const make = database({ secret: new Secret('a secret of thirty-two characters or more') });

testKeyBackend({
  name: 'database',
  open: () => make({ db, alias: 'rows' }),
  specs: [
    { type: 'ec', curve: 'P-256' },
    { type: 'ec', curve: 'P-521' },
    { type: 'ed25519' },
    { type: 'ed448' },
    { type: 'rsa', bits: 2048 },
    { type: 'ml-dsa', set: 44 },
  ],
  unsupported: { type: 'rsa', bits: 512 },
  missing: [{ id: '0'.repeat(32) }, { id: "' OR 1=1" }, { id: 7 }],
  locks: true,
});
