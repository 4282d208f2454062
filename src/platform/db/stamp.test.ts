import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Generated, Transaction } from 'kysely';
import { temporaryDirectory } from '#oracles';
import { openDatabase, type Database } from './index.ts';

interface Tables {
  migration: { id: Generated<string>; applied_at_ms: number };
}

const open = (url: string): Promise<Database> => openDatabase({ url, migrations: [] });

const write = (db: Database, id: string): Promise<unknown> =>
  db.transaction((trx: Transaction<Tables>) =>
    trx.insertInto('migration').values({ id, applied_at_ms: 0 }).execute(),
  );

test('the stamp of a file is another one after each commit, whoever makes it, and only then', async () => {
  using directory = temporaryDirectory();
  const url = `sqlite:${directory.path}/a.db`;
  const [one, two] = [await open(url), await open(url)];
  const stamps = [one.stamp()];
  for (const [db, id] of [
    [one, 'a'],
    [two, 'b'],
    [two, 'c'],
  ] as const) {
    await write(db, id);
    stamps.push(one.stamp());
  }
  assert.equal(new Set(stamps).size, 4);
  assert.ok(stamps.every((each) => typeof each === 'number'));
  await one.reader<Tables>().selectFrom('migration').selectAll().execute();
  await assert.rejects(
    one.transaction(() => Promise.reject(new Error('no'))),
    /no/,
  );
  assert.equal(one.stamp(), stamps.at(-1));
  await two.close();
  await one.close();
  assert.equal(one.stamp(), undefined, 'closed');
});

test('in memory there is none', async () => {
  const db = await open('sqlite::memory:');
  assert.equal(db.stamp(), undefined);
  await db.close();
});
