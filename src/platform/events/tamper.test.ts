/* The trail as an insider with the database in hand may change it: every column of every row, every set of rows. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { fixedClock } from '#base';
import { openDatabase } from '#db';
import type { Database } from '#db';
import { testDatabase } from '#oracles';
import { createEvents, migrations } from './index.ts';
import type { Events } from './index.ts';
import type { EventRow, EventTables, Head } from './store.ts';

const entries = 5;
let db: Database;
let events: Events;
let sound: EventRow[];
let head: Head;

before(async () => {
  const clock = fixedClock(1_700_000_000_000);
  db = await openDatabase({ url: await testDatabase(), migrations, clock });
  events = createEvents({ db, clock, report: () => undefined });
  await db.transaction(async (trx) => {
    for (let fruitId = 1; fruitId <= entries; fruitId++) {
      clock.advance(1000);
      await events.record(trx, 'fruit.picked', {
        fruitId,
        ...(fruitId % 2 === 1 && { actor: 'ann' }),
      });
    }
  });
  sound = await db.reader<EventTables>().selectFrom('event').selectAll().orderBy('id').execute();
  head = sound.at(-1) as Head;
});
after(() => db.close());

/** Whether a trail of these rows, and nothing else of it, is found sound. */
async function isSound(rows: readonly object[], kept?: Head): Promise<boolean> {
  await db.transaction(async (trx) => {
    await sql`delete from event`.execute(trx);
    for (const row of rows) {
      const columns = sql.join(Object.keys(row).map((name) => sql.ref(name)));
      const values = sql.join(Object.values(row));
      await sql`insert into event (${columns}) values (${values})`.execute(trx);
    }
  });
  return (await events.verify(kept)).fault === undefined;
}

/** Other values for a column: near ones, far ones, of other types, and none at all where it may be empty. */
function otherValues(column: string, value: string | number | null): (string | number | null)[] {
  if (typeof value === 'number') return [value + 1, value - 1, value + entries, 0, -value];
  if (value === null) return ['', 'ann', 'null'];
  const flipped = Array.from({ length: value.length }, (_, i) => {
    const code = value.charCodeAt(i) ^ 1;
    return value.slice(0, i) + String.fromCharCode(code) + value.slice(i + 1);
  });
  const none = column === 'actor' ? [null] : [];
  return [...flipped, `${value} `, ` ${value}`, value.slice(1), value.toUpperCase(), '', ...none];
}

test('the trail as it was written is sound', async () => {
  assert.ok(await isSound(sound));
  assert.ok(await isSound(sound, head));
});

for (const column of [
  'id',
  'type',
  'at_ms',
  'actor',
  'subjects',
  'payload',
  'previous_hash',
  'hash',
] as const) {
  test(`no row can have another ${column} unnoticed`, async () => {
    for (const [i, row] of sound.entries())
      for (const value of otherValues(column, row[column])) {
        if (value === row[column]) continue;
        const others = sound.filter(({ id }, j) => j !== i && id !== (column === 'id' && value));
        const found = await isSound([...others, { ...row, [column]: value }]);
        assert.equal(found, false, `row ${row.id}: ${String(value)}`);
      }
  });
}

test('no set of rows can be missing, at the end neither', async () => {
  for (let kept = 0; kept < 2 ** entries - 1; kept++) {
    const rows = sound.filter((_, i) => (kept >> i) & 1);
    assert.equal(await isSound(rows), false, kept.toString(2));
  }
});

test('no two rows can change places, with or without their hashes', async () => {
  for (const a of sound)
    for (const b of sound.filter(({ id }) => id > a.id)) {
      const rest = sound.filter((row) => row !== a && row !== b);
      const swapped = [
        { ...a, id: b.id },
        { ...b, id: a.id },
      ];
      assert.equal(await isSound([...rest, ...swapped]), false, `${a.id} ${b.id}`);
      const chained = [
        { ...a, id: b.id, previous_hash: b.previous_hash },
        { ...b, id: a.id, previous_hash: a.previous_hash },
      ];
      assert.equal(await isSound([...rest, ...chained]), false, `${a.id} ${b.id} chained`);
    }
});

test('a head that was kept elsewhere tells what the database alone cannot', async () => {
  const forgetTail = (seq: number): Promise<unknown> =>
    db.transaction((trx) =>
      db.kind === 'sqlite'
        ? sql`update sqlite_sequence set seq = ${seq}`.execute(trx)
        : sql`update event_last set event_id = ${seq}`.execute(trx),
    );
  for (let left = 0; left < entries; left++) {
    await isSound(sound.slice(0, left));
    await forgetTail(left);
    assert.equal((await events.verify()).fault, undefined, 'the database alone');
    assert.deepEqual((await events.verify(head)).fault, { id: left + 1, fault: 'missing' });
  }
  await isSound(sound);
  await forgetTail(entries);
});
