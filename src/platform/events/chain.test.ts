import { fixedClock, isCaError } from '#base';
import { openDatabase } from '#db';
import { testDatabase } from '#oracles';
import type { Database } from '#db';
import { sql } from 'kysely';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { genesis, hashEntry } from './chain.ts';
import type { ChainFault } from './chain.ts';
import { createEvents, migrations } from './index.ts';
import type { Events } from './index.ts';

const clock = fixedClock(1_700_000_000_000);

/** A trail of `entries` facts, on which `sqls` are then let loose. */
async function trail(
  entries: number,
  ...sqls: string[]
): Promise<{ db: Database; events: Events }> {
  const db = await openDatabase({ url: await testDatabase(), migrations });
  const events = createEvents({ db, clock, report: () => undefined });
  await db.transaction(async (trx) => {
    for (let i = 1; i <= entries; i++) {
      clock.advance(1000);
      await events.record(trx, 'fruit.picked', { actor: 'ann', fruitId: i });
    }
  });
  await db.transaction(async (trx) => {
    for (const text of sqls) await sql.raw(text).execute(trx);
  });
  return { db, events };
}

test('the hash of an entry covers every column in a fixed encoding', () => {
  const row = {
    id: 1,
    type: 'fruit.picked',
    at_ms: 1_700_000_000_000,
    actor: 'ann "the" picker',
    subjects: '{"fruit":1}',
    payload: '{"colour":"grün"}',
    previous_hash: genesis.hash,
  };
  // Computed apart, by sha256sum over the JSON text.
  assert.equal(hashEntry(row), '35593a03ca7fba700bc51f3313dd45021d393e182174ce9714b12cf6284866a3');
  for (const [column, value] of Object.entries(row)) {
    const other = { ...row, [column]: typeof value === 'number' ? value + 1 : `${value} ` };
    assert.notEqual(hashEntry(other), hashEntry(row), column);
  }
});

test('a trail as we write it is sound, whether empty, short, or longer than a page', async () => {
  for (const entries of [0, 1, 3, 1203]) {
    const { db, events } = await trail(entries);
    assert.deepEqual(await events.verify(), { entries });
    await db.close();
  }
});

const rehashLast = `update event set actor = 'eve', hash = '${'a'.repeat(64)}' where id = 5`;

for (const [what, text, fault] of [
  ['an edited type', `update event set type = 'fruit.dropped' where id = 2`, [2, 'changed']],
  ['an edited time', 'update event set at_ms = at_ms + 1 where id = 3', [3, 'changed']],
  ['an edited actor', `update event set actor = 'eve' where id = 1`, [1, 'changed']],
  ['a removed actor', 'update event set actor = null where id = 5', [5, 'changed']],
  ['an edited subject', `update event set subjects = '{"fruit":9}' where id = 4`, [4, 'changed']],
  ['an edited payload', `update event set payload = '{}' where id = 4`, [4, 'changed']],
  ['a payload of other bytes', `update event set payload = x'7b7d' where id = 4`, [4, 'changed']],
  ['an edited previous hash', `update event set previous_hash = '' where id = 4`, [4, 'changed']],
  ['an edited hash', `update event set hash = 'x' where id = 4`, [4, 'changed']],
  ['a time too large to read', 'update event set at_ms = 1 << 60 where id = 4', [4, 'changed']],
  ['a moved entry', 'update event set id = 1 << 60 where id = 3', [3, 'missing']],
  ['an entry before the first', 'update event set id = -7 where id = 5', [-7, 'changed']],
  ['a removed first entry', 'delete from event where id = 1', [1, 'missing']],
  ['a removed entry', 'delete from event where id = 3', [3, 'missing']],
  ['a removed last entry', 'delete from event where id = 5', [5, 'missing']],
  ['a trail with nothing left', 'delete from event', [1, 'missing']],
  ['an entry with a wrong hash of its own', rehashLast, [5, 'changed']],
] as const) {
  test(`finds ${what}`, async () => {
    const { db, events } = await trail(5, text);
    const [id, kind] = fault;
    const verdict = await events.verify();
    assert.deepEqual(verdict.fault, { id, fault: kind } satisfies ChainFault);
    assert.equal(verdict.entries, Math.max(0, id - 1));
    await db.close();
  });
}

test('finds an entry that was put in before the first', async () => {
  const { db, events } = await trail(2);
  await db.transaction(async (trx) => {
    await sql`insert into event (id, type, at_ms, subjects, payload, previous_hash, hash)
      values (0, 'fruit.sown', 0, '{}', '{}', ${genesis.hash}, '')`.execute(trx);
  });
  await rewrite(db, 0);
  assert.deepEqual((await events.verify()).fault, { id: 0, fault: 'unlinked' });
  await db.close();
});

test('finds two entries that changed places', async () => {
  const { db, events } = await trail(
    5,
    'update event set id = 99 where id = 2',
    'update event set id = 2 where id = 4',
    'update event set id = 4 where id = 99',
  );
  assert.deepEqual((await events.verify()).fault, { id: 2, fault: 'changed' });
  await db.close();
});

test('finds a rewritten entry by the one after it', async () => {
  const { db, events } = await trail(5);
  await rewrite(db, 3);
  assert.deepEqual((await events.verify()).fault, { id: 4, fault: 'unlinked' });
  await db.close();
});

test('finds a rewritten or cut off end by a head that was kept elsewhere', async () => {
  const { db, events } = await trail(5);
  const kept = await events.head();
  assert.ok(kept?.id === 5);
  assert.deepEqual(await events.verify(kept), { entries: 5 });
  await rewrite(db, 5);
  assert.deepEqual(await events.verify(), { entries: 5 });
  assert.deepEqual((await events.verify(kept)).fault, { id: 5, fault: 'replaced' });
  await db.transaction(async (trx) => {
    await sql`delete from event where id > 3`.execute(trx);
    const highest =
      db.kind === 'postgresql'
        ? sql`update event_last set event_id = 3`
        : sql`update sqlite_sequence set seq = 3`;
    await highest.execute(trx);
  });
  assert.deepEqual(await events.verify(), { entries: 3 });
  assert.deepEqual((await events.verify(kept)).fault, { id: 4, fault: 'missing' });
  await db.close();
});

test('text that a column cannot hold is safe inside a payload, and refused as an actor', async () => {
  const { db, events } = await trail(0);
  const odd = 'half \ud800 and \0 nothing';
  await db.transaction((trx) => events.record(trx, 'fruit.picked', { note: odd }));
  await assert.rejects(
    db.transaction((trx) => events.record(trx, 'fruit.picked', { actor: odd })),
    (error) => isCaError(error, 'bad_request'),
  );
  assert.deepEqual(await events.verify(), { entries: 1 });
  await db.close();
});

/** What an insider does who knows how entries are hashed, but leaves the later ones alone. */
async function rewrite(db: Database, id: number): Promise<void> {
  await db.transaction(async (trx) => {
    const { rows } = await sql<
      Parameters<typeof hashEntry>[0]
    >`select * from event where id = ${id}`.execute(trx);
    const [row] = rows;
    assert.ok(row);
    const forged = { ...row, actor: 'eve' };
    await sql`update event set actor = 'eve', hash = ${hashEntry(forged)} where id = ${id}`.execute(
      trx,
    );
  });
}
