import { deepEqual, equal, match, notDeepEqual, ok, rejects } from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { inspect } from 'node:util';
import { isCaError, Secret, utf8 } from '#base';
import { openDatabase } from '#db';
import type { Database } from '#db';
import { testDatabase } from '#oracles';
import { chooseSignatureAlgorithm, encodePkcs8, generateKey } from '#x509';
import type { Transaction } from 'kysely';
import { createKeys, database, migrations, secretFile } from '../index.ts';
import type { KeyBackend, SecretSource } from '../index.ts';
import type { KeyTables, StoredKeyTable } from './store.ts';

const ed25519 = { type: 'ed25519' } as const;
const secret = new Secret('a secret of thirty-two characters or more');
const another = new Secret('another secret of as many characters, or more');

const db: Database = await openDatabase({ url: await testDatabase(), migrations });
after(() => db.close());
beforeEach(() => db.transaction((trx: Trx) => trx.deleteFrom('stored_key').execute()));

type Trx = Transaction<KeyTables>;

function open(
  source: SecretSource = secret,
  formerSecret?: SecretSource,
  alias = 'rows',
): KeyBackend {
  return database({ secret: source, formerSecret })({ db, alias });
}

function rows(): Promise<StoredKeyTable[]> {
  return db.reader<KeyTables>().selectFrom('stored_key').selectAll().orderBy('id').execute();
}

function store(id: string, sealed: Uint8Array): Promise<unknown> {
  return db.transaction((trx: Trx) =>
    trx.updateTable('stored_key').set({ sealed }).where('id', '=', id).execute(),
  );
}

/** Why a backend cannot use a key. */
async function whyNot(act: Promise<unknown>): Promise<string> {
  const error = await act.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  ok(isCaError(error, 'key_unavailable'), inspect(error));
  return error.detail;
}

test('no octet of a private key stands in the table', async () => {
  const key = await generateKey(ed25519);
  const pkcs8 = encodePkcs8(key);
  const ref = await open().import?.(pkcs8);
  const [row, ...more] = await rows();
  deepEqual([row?.id, row?.backend, row?.state, more], [ref?.['id'], 'rows', 'pending', []]);
  const sealed = Buffer.from(row?.sealed ?? []);
  ok(sealed.length > pkcs8.length && !sealed.includes(Buffer.from(pkcs8.subarray(-32))));
});

test('rows that were exchanged, copied or changed do not open', async () => {
  const [one, other] = [await open().create(ed25519), await open().create(ed25519)];
  const [first, second] = await rows();
  await store(String(first?.id), second?.sealed ?? new Uint8Array(0));
  const swapped = first?.id === one['id'] ? one : other;
  match(await whyNot(open().publicKey(swapped)), /secret of the key backend rows does not open/);
  await store(String(first?.id), new Uint8Array(0));
  match(await whyNot(open().publicKey(swapped)), /does not open this key/);
  await open().publicKey(swapped === one ? other : one);
});

test('a secret that is missing, short or another one is told, and no secret is repeated', async () => {
  const key = await open().create(ed25519);
  const algorithm = chooseSignatureAlgorithm(await open().publicKey(key));
  const cases: [SecretSource, SecretSource | undefined, RegExp][] = [
    [new Secret('hunter2'), undefined, /is too short: it needs 32 characters .*openssl rand/],
    [secretFile('/nowhere/secret'), undefined, /^The file that is to hold the secret/],
    [another, undefined, /^The secret of the key backend rows does not open this key/],
    [another, another, /^Neither secret of the key backend rows opens this key/],
  ];
  for (const [now, former, words] of cases) {
    const backend = open(now, former);
    for (const act of [
      () => backend.sign(key, utf8('m'), algorithm),
      async () => backend.check?.(),
    ]) {
      const detail = await whyNot(act());
      match(detail, words);
      ok(!detail.includes('hunter2') && !detail.includes(another.reveal()));
    }
  }
  equal(await open(another).usable?.(key), false);
  await rejects(open(new Secret('hunter2')).create(ed25519), { code: 'key_unavailable' });
  equal((await rows()).length, 1, 'nothing was stored without a secret');
});

test('check is content with the right secret, and with an empty table', async () => {
  await open().check?.();
  await open().create(ed25519);
  await open().check?.();
  await open(another, secret).check?.();
});

test('keys go over to a new secret one by one, and the old one is then of no use', async () => {
  const password = new Secret('of one key alone');
  const [plain, locked] = [
    await open().create(ed25519),
    await open().create(ed25519, { password }),
  ];
  const changing = open(another, secret);
  const spki = await changing.publicKey(plain);
  const later = await changing.create(ed25519);
  equal(await changing.rewrap?.(), 2);
  equal(await changing.rewrap?.(), 0, 'run again, it finds nothing to do');
  const after = open(another);
  deepEqual(await after.publicKey(plain), spki);
  await after.publicKey(later);
  match(await whyNot(after.publicKey(locked)), /its password is needed/);
  match(await whyNot(open().publicKey(plain)), /does not open this key/);
});

test('a key that no secret opens stays as it was, and the others go over all the same', async () => {
  const [one, two] = [await open().create(ed25519), await open().create(ed25519)];
  const broken = String(one['id']);
  const damaged = new Uint8Array(80).fill(1);
  await store(broken, damaged);
  const detail = await whyNot(open(another, secret).rewrap?.() ?? Promise.resolve());
  match(detail, /^1 of the keys could not be encrypted anew, 1 were: Neither secret/);
  await open(another).publicKey(two);
  deepEqual((await rows()).find(({ id }) => id === broken)?.sealed, damaged);
});

test('two processes that encrypt anew at once leave a key whole', async () => {
  const key = await open().create(ed25519);
  const counts = await Promise.all([1, 2].map(async () => open(another, secret).rewrap?.()));
  equal((counts[0] ?? 0) + (counts[1] ?? 0), 1);
  await open(another).publicKey(key);
});

test('a backend does not touch the keys of another alias', async () => {
  const key = await open().create(ed25519);
  const stranger = open(secret, undefined, 'shelf');
  match(await whyNot(stranger.publicKey(key)), /not in the database/);
  await stranger.remove?.(key);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await stranger.sweep?.(1, []);
  await open().publicKey(key);
});

test('under its alias a backend gets the database, and without one it cannot be', async () => {
  const backends = { rows: database({ secret }) };
  const keys = createKeys({ backends, db });
  deepEqual(keys.backends, [{ alias: 'rows', type: 'database' }]);
  const key = await keys.create('rows', ed25519);
  equal((await rows())[0]?.state, 'kept');
  notDeepEqual(await keys.publicKey('rows', key), new Uint8Array(0));
  equal(await keys.rewrap('rows'), 0);
  const files = createKeys({ backends: { plain: { ...open(), rewrap: undefined } } });
  await rejects(files.rewrap('plain'), { code: 'unsupported' });
  await rejects(async () => createKeys({ backends }), /database of a key backend is missing/);
});
