import { temporaryDirectory } from '#oracles';
import type { Generated, Transaction } from 'kysely';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identity, openDatabase, untilWritten } from './index.ts';
import type { Database, Migration } from './index.ts';

interface Tables {
  host: { id: Generated<number>; name: string };
  other: { id: Generated<number>; name: string };
}

const migrations: readonly Migration[] = [
  {
    id: 'host/001',
    up: async (schema) => {
      for (const table of ['host', 'other'])
        await schema
          .createTable(table)
          .addColumn('id', 'integer', identity)
          .addColumn('name', 'text', (column) => column.notNull())
          .execute();
    },
  },
];

const open = (url: string): Promise<Database> => openDatabase({ url, migrations });

const add = (db: Database, table: keyof Tables, name: string): Promise<unknown> =>
  db.transaction((trx: Transaction<Tables>) => trx.insertInto(table).values({ name }).execute());

/** Counts the hosts; tells how often it had to look. */
function counting(db: Database): { count(): Promise<number>; looks: number } {
  const remembered = untilWritten<number>(db, ['host']);
  const counter = {
    looks: 0,
    count: () =>
      remembered('all', async () => {
        counter.looks += 1;
        return (await db.reader<Tables>().selectFrom('host').selectAll().execute()).length;
      }),
  };
  return counter;
}

test('what was read stays known until its table is written to, by whichever process', async () => {
  using directory = temporaryDirectory();
  const url = `sqlite:${directory.path}/a.db`;
  const [one, two] = [await open(url), await open(url)];
  const hosts = counting(one);
  const steps: readonly [
    what: string,
    act: () => Promise<unknown>,
    count: number,
    looks: number,
  ][] = [
    ['nothing', async () => undefined, 0, 1],
    ['nothing again', async () => undefined, 0, 1],
    ['a write of ours to another table', () => add(one, 'other', 'a'), 0, 1],
    ['a write of ours', () => add(one, 'host', 'a'), 1, 2],
    ['a write of theirs', () => add(two, 'host', 'b'), 2, 3],
    ['a write of theirs to another table', () => add(two, 'other', 'b'), 2, 4],
    ['nothing at the end', async () => undefined, 2, 4],
  ];
  for (const [what, act, count, looks] of steps) {
    await act();
    assert.deepEqual([await hosts.count(), hosts.looks], [count, looks], what);
  }
  await one.close();
  await two.close();
});

test('what is read while a transaction is under way is not taken for what it leaves', async () => {
  using directory = temporaryDirectory();
  const db = await open(`sqlite:${directory.path}/a.db`);
  const hosts = counting(db);
  await db.transaction(async (trx: Transaction<Tables>) => {
    await trx.insertInto('host').values({ name: 'a' }).execute();
    assert.equal(await hosts.count(), 0, 'not committed yet');
  });
  assert.equal(await hosts.count(), 1, 'committed');
  const refused = db.transaction(async (trx: Transaction<Tables>) => {
    await trx.deleteFrom('host').execute();
    throw new Error('no');
  });
  await assert.rejects(refused, /no/);
  assert.equal(await hosts.count(), 1, 'rolled back');
  await db.close();
});

test('in memory nothing is kept', async () => {
  const db = await open('sqlite::memory:');
  const hosts = counting(db);
  await hosts.count();
  await hosts.count();
  assert.equal(hosts.looks, 2);
  await db.close();
});
