import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { Client } from 'pg';
import { isCaError } from '#base';
import { skipWithoutPostgresql, startPostgresql } from '#oracles';
import { notify, openDatabase } from './index.ts';
import type { Database, Migration } from './index.ts';
import { LostConnection } from './postgresql-faults.ts';
import { openWriter } from './postgresql.ts';
import { transactionError } from './statement-error.ts';

const migrations: readonly Migration[] = [
  {
    id: 'entry/001',
    up: (schema) => schema.createTable('entry').addColumn('tag', 'text').execute(),
  },
];

const skip = skipWithoutPostgresql();
const server = skip ? undefined : await startPostgresql();
after(() => server?.[Symbol.asyncDispose]());

/** Processes on one new database, as far as the server can tell. */
async function open(processes: number): Promise<Database[]> {
  const url = (await server?.newDatabase()) ?? '';
  const all: Database[] = [];
  for (let i = 0; i < processes; i++) all.push(await openDatabase({ url, migrations }));
  return all;
}

function add(db: Database, tag: string, topic?: string): Promise<unknown> {
  return db.transaction(async (trx) => {
    if (topic) notify(trx, topic);
    await sql`insert into entry (tag) values (${tag})`.execute(trx);
    if (tag === 'bad') throw new Error('bad');
  });
}

async function tags(db: Database): Promise<unknown[]> {
  const { rows } = await sql<{ tag: string }>`select tag from entry`.execute(db.reader());
  return rows.map(({ tag }) => tag);
}

/** What `db` hears of a topic, and a way to wait until it has heard so often. */
function hear(
  db: Database,
  topic: string,
): { count(): number; until(times: number): Promise<void> } {
  const heard: string[] = [];
  db.listen(topic, () => heard.push(topic));
  const until = async (times: number): Promise<void> => {
    while (heard.length < times) await wait(5);
  };
  return { count: () => heard.length, until };
}

describe('processes on one PostgreSQL', { skip }, () => {
  test('hear of what others committed, not of what they undid, nor of what they did themselves', async () => {
    const [one, two] = (await open(2)) as [Database, Database];
    const [own, others, elsewhere] = [hear(one, 'fruit'), hear(two, 'fruit'), hear(two, 'nuts')];
    // Whoever begins to listen is told once, as something may have happened before.
    await Promise.all([own.until(1), others.until(1), elsewhere.until(1)]);
    await assert.rejects(add(one, 'bad', 'fruit'));
    await add(one, 'silent');
    await Promise.all([add(one, 'first', 'fruit'), add(one, 'second', 'fruit')]);
    await add(one, 'last', 'nuts');
    await elsewhere.until(2);
    assert.ok(others.count() === 2 || others.count() === 3, 'works that share a commit tell once');
    assert.deepEqual([own.count(), elsewhere.count()], [1, 2]);
    await Promise.all([one.close(), two.close()]);
  });

  test('hear again after the server has been away, as if they had been told', async () => {
    const [one, two] = (await open(2)) as [Database, Database];
    const heard = hear(two, 'fruit');
    await heard.until(1);
    await server?.crash();
    await heard.until(2);
    await add(one, 'after', 'fruit').catch(() => add(one, 'after', 'fruit'));
    await heard.until(3);
    await Promise.all([one.close(), two.close()]);
  });

  test('hear that the server was lost, at once, and again before they write on what is in its place', async () => {
    const [db] = (await open(1)) as [Database];
    const heard: string[] = [];
    db.whenLost(() => void heard.push('lost'));
    await server?.crash();
    while (heard.length === 0) await wait(5);
    heard.push('back');
    await db.transaction(async () => void heard.push('work'));
    await db.close();
    assert.deepEqual(heard, ['lost', 'back', 'lost', 'work']);
  });

  test('give up when another holds the lock for long, and write again when it is free', async () => {
    const url = (await server?.newDatabase()) ?? '';
    const [one, two] = [
      await openWriter({ url, busyMs: 5000 }),
      await openWriter({ url, busyMs: 1000 }),
    ];
    await one.begin();
    await assert.rejects(two.begin(), (error) => transactionError(error).code === 'busy');
    await one.commit('');
    await two.begin();
    await two.commit('');
    await Promise.all([one.close(), two.close()]);
  });

  test('keep what was acknowledged when the server crashes, and go on by themselves', async () => {
    const [db] = (await open(1)) as [Database];
    const acknowledged: string[] = [];
    const ends: unknown[] = [];
    const writer = async (name: number): Promise<void> => {
      for (let i = 0; i < 60; i++) {
        const tag = `${name}/${i}`;
        await add(db, tag).then(
          () => acknowledged.push(tag),
          (error: unknown) => ends.push(error),
        );
        await wait(2);
      }
    };
    const writing = Promise.all(Array.from({ length: 8 }, (_, name) => writer(name)));
    while (acknowledged.length < 50) await wait(1);
    await server?.crash();
    await writing;
    const stored = new Set(await tags(db));
    assert.deepEqual(
      acknowledged.filter((tag) => !stored.has(tag)),
      [],
    );
    assert.ok(ends.every((error) => isCaError(error, 'busy', 'outcome_unknown')));
    await add(db, 'at last');
    await db.close();
  });

  test('take a database in which an extension has put its views', async () => {
    const url = (await server?.newDatabase()) ?? '';
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query('create view statistics as select 1 as calls');
    await client.end();
    const db = await openDatabase({ url, migrations });
    await add(db, 'first');
    assert.deepEqual(await tags(db), ['first']);
    await db.close();
  });

  test('are not told that a lost commit was stored when the number of its transaction is used again', async () => {
    const url = (await server?.newDatabase()) ?? '';
    await (await openDatabase({ url, migrations })).close();
    const name = /test_\w+/.exec(url)?.[0] ?? '';
    const writer = await openWriter({ url, busyMs: 20_000 });
    await ask(url, `alter database ${name} allow_connections false`, 'checkpoint');
    await writer.begin();
    const sql = `insert into entry values ('lost')`;
    await writer.run({ sql, parameters: [], purpose: 'write' });
    const ended = assert.rejects(writer.commit('select pg_sleep(20); '), LostConnection);
    await wait(50);
    await server?.crash();
    // The server counts on from what was on disk, which the transaction was not.
    await ask(url, ...Array.from({ length: 20 }, () => 'select pg_current_xact_id()'));
    await ask(url, `alter database ${name} allow_connections true`);
    await ended;
    await writer.close();
  });
});

/** Asks another database of the same server. */
async function ask(url: string, ...texts: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url.replace(/\/test_\w+/, '/postgres') });
  await client.connect();
  for (const text of texts) await client.query(text);
  await client.end();
}
