import { CaError, fixedClock, isCaError } from '#base';
import { openDatabase } from '#db';
import { testDatabase } from '#oracles';
import type { Database } from '#db';
import { sql } from 'kysely';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createEvents, migrations } from './index.ts';
import type { Events, EventsOptions, StoredEvent } from './index.ts';

interface FruitFacts {
  'fruit.picked': { readonly fruitId: number; readonly actor?: string; readonly colour?: string };
  'fruit.eaten': { readonly by: string };
}
interface FruitGates {
  'fruit.pick': { readonly colour: string };
}
type FruitEvents = Events<FruitFacts, FruitGates>;

const root = mkdtempSync(join(tmpdir(), 'certwright-events-'));
after(() => rmSync(root, { recursive: true }));
const clock = fixedClock(1_700_000_000_000);

interface House extends AsyncDisposable {
  readonly db: Database;
  readonly events: FruitEvents;
  readonly reports: unknown[];
}

/** A process with its own listeners: on a new database, or on that of another process. */
async function house(options: Partial<EventsOptions> = {}): Promise<House> {
  const db = options.db ?? (await openDatabase({ url: await testDatabase(), migrations }));
  const reports: unknown[] = [];
  const report = (error: unknown): void => void reports.push(error);
  const events = createEvents<FruitFacts, FruitGates>({
    clock,
    report,
    retryMs: 0,
    ...options,
    db,
  });
  const close = async (): Promise<void> => {
    await events.stop();
    if (!options.db) await db.close();
  };
  return { db, events, reports, [Symbol.asyncDispose]: close };
}

function pick({ db, events }: House, ...fruitIds: number[]): Promise<void> {
  return db.transaction(async (trx) => {
    for (const fruitId of fruitIds) await events.record(trx, 'fruit.picked', { fruitId });
  });
}

test('tells who listens of every committed fact, in order, with all that was recorded', async () => {
  await using home = await house();
  const told: StoredEvent<FruitFacts['fruit.picked']>[] = [];
  home.events.on('fruit.picked', (event) => void told.push(event));
  await home.db.transaction((trx) =>
    home.events.record(trx, 'fruit.picked', { fruitId: 7, colour: 'red', actor: 'ann' }),
  );
  await home.db.transaction(async (trx) => {
    await home.events.record(trx, 'fruit.eaten', { by: 'bob' });
    await home.events.record(
      trx,
      'fruit.picked',
      { fruitId: 8 },
      { actor: 'eve', subjects: { fruit: 8, tree: 'T1' } },
    );
  });
  await home.events.idle();
  const at = new Date(clock.now());
  const type = 'fruit.picked';
  assert.deepEqual(told, [
    {
      id: 1,
      type,
      at,
      actor: 'ann',
      subjects: { fruit: 7 },
      payload: { fruitId: 7, colour: 'red', actor: 'ann' },
    },
    { id: 3, type, at, actor: 'eve', subjects: { fruit: 8, tree: 'T1' }, payload: { fruitId: 8 } },
  ]);
});

test('neither records nor tells what was rolled back', async () => {
  await using home = await house();
  const told = listen(home);
  await assert.rejects(
    home.db.transaction(async (trx) => {
      await home.events.record(trx, 'fruit.picked', { fruitId: 1 });
      throw new Error('changed my mind');
    }),
  );
  await pick(home, 2);
  await home.events.idle();
  assert.deepEqual(told, [2]);
  assert.deepEqual(await home.events.verify(), { entries: 1 });
});

test('keeps one chain when many acts meet in one commit', async () => {
  await using home = await house();
  const told = listen(home);
  const ids = Array.from({ length: 50 }, (_, index) => index);
  await Promise.all(ids.map((id) => pick(home, id)));
  await home.events.idle();
  assert.deepEqual(told, ids);
  assert.deepEqual(await home.events.verify(), { entries: 50 });
});

test('two processes write one chain', async () => {
  const url = `sqlite:${root}/shared.db`;
  await using one = await house({ db: await openDatabase({ url, migrations }) });
  await using two = await house({ db: await openDatabase({ url, migrations }) });
  await Promise.all([1, 2, 3, 4].flatMap((id) => [pick(one, id), pick(two, id)]));
  assert.deepEqual(await one.events.verify(), { entries: 8 });
  await Promise.all([one.db.close(), two.db.close()]);
});

for (const [what, options] of [
  ['a listener', {}],
  ['a named listener', { name: 'cook' }],
] as const) {
  test(`${what} that left hears nothing more, not even what was waiting for it`, async () => {
    await using home = await house();
    const told: number[] = [];
    const leave = home.events.on(
      'fruit.picked',
      ({ payload }) => {
        told.push(payload.fruitId);
        leave();
      },
      options,
    );
    await home.events.start();
    await pick(home, 1, 2);
    await pick(home, 3);
    await home.events.idle();
    assert.deepEqual(told, [1]);
  });
}

test('tells a listener that throws again, a few times, and then goes on; nothing is undone', async () => {
  await using home = await house({ attempts: 3 });
  const told: number[] = [];
  const neighbour = listen(home);
  home.events.on('fruit.picked', async ({ payload: { fruitId } }) => {
    told.push(fruitId);
    if (fruitId === 1 || told.length === 4) throw new Error(`no ${fruitId}`);
  });
  await pick(home, 1, 2);
  await home.events.idle();
  assert.deepEqual(told, [1, 1, 1, 2, 2]);
  assert.deepEqual(neighbour, [1, 2]);
  assert.deepEqual(home.reports.map(String), [
    'Error: no 1',
    'Error: no 1',
    'Error: no 1',
    'Error: no 2',
  ]);
  assert.deepEqual(await home.events.verify(), { entries: 2 });
});

test('tells a listener that is busy until it can hear', async () => {
  await using home = await house({ attempts: 2 });
  let times = 0;
  home.events.on('fruit.picked', () => {
    times += 1;
    if (times < 5) throw new CaError('busy', 'The disk is full.');
  });
  await pick(home, 1);
  await home.events.idle();
  assert.equal(times, 5);
});

test('gives every listener its own copy', async () => {
  await using home = await house();
  home.events.on('fruit.picked', ({ payload }) => void Object.assign(payload, { fruitId: 99 }));
  const told = listen(home);
  await pick(home, 1);
  await home.events.idle();
  assert.deepEqual(told, [1]);
});

test('a listener may act on its own', async () => {
  await using home = await house();
  const eaten: string[] = [];
  home.events.on('fruit.picked', ({ payload: { fruitId } }) =>
    home.db.transaction((trx) => home.events.record(trx, 'fruit.eaten', { by: `${fruitId}` })),
  );
  home.events.on('fruit.eaten', ({ payload }) => void eaten.push(payload.by));
  await pick(home, 1);
  await home.events.idle();
  assert.deepEqual(eaten, ['1']);
});

test('a named listener hears what came while it was away, once it has started', async () => {
  await using database = await house();
  const { db } = database;
  {
    await using first = await house({ db });
    await pick(first, 1);
    const told = listen(first, 'cook');
    await first.events.start();
    await pick(first, 2);
    await first.events.idle();
    assert.deepEqual(told, [2], 'what was there before its first start is not news');
  }
  {
    await using without = await house({ db });
    await pick(without, 3, 4);
  }
  await using again = await house({ db });
  const told = listen(again, 'cook');
  await pick(again, 5);
  await again.events.idle();
  assert.deepEqual(told, [], 'nothing is told before the start');
  await again.events.start();
  await again.events.idle();
  assert.deepEqual(told, [3, 4, 5]);
  await again.events.idle();
  assert.deepEqual(told, [3, 4, 5]);
});

test('a named listener that was stopped in the middle hears the rest next time', async () => {
  await using database = await house();
  const { db } = database;
  {
    await using first = await house({ db });
    const stopped = Promise.withResolvers<void>();
    const told = listen(first, 'cook', ({ payload: { fruitId } }) => {
      if (fruitId !== 2) return;
      first.events.stop().then(stopped.resolve, stopped.reject);
      throw new Error('stopped before it was done');
    });
    await first.events.start();
    await pick(first, 1, 2, 3);
    await stopped.promise;
    assert.deepEqual(told, [1, 2]);
  }
  await using again = await house({ db });
  const told = listen(again, 'cook');
  await again.events.start();
  await again.events.idle();
  assert.deepEqual(told, [2, 3]);
});

test('a named listener hears of more than a page, in order, and of its own type alone', async () => {
  await using home = await house();
  const told = listen(home, 'cook');
  await home.events.start();
  const ids = Array.from({ length: 250 }, (_, index) => index);
  await home.db.transaction(async (trx) => {
    for (const fruitId of ids) {
      await home.events.record(trx, 'fruit.picked', { fruitId });
      await home.events.record(trx, 'fruit.eaten', { by: 'bob' });
    }
  });
  await home.events.idle();
  assert.deepEqual(told, ids);
});

test('a named listener hears what another process did', async () => {
  await using one = await house();
  await using two = await house({ db: one.db });
  const told = listen(one, 'cook');
  await one.events.start();
  await pick(two, 1);
  await one.events.idle();
  assert.deepEqual(told, [1]);
});

test('a named listener never goes back behind where another process has come', async () => {
  await using home = await house();
  const told: number[] = [];
  home.events.on(
    'fruit.picked',
    async ({ payload: { fruitId } }) => {
      told.push(fruitId);
      if (fruitId !== 1) return;
      await pick(home, 2, 3);
      await home.db.transaction((trx) => sql`update event_cursor set event_id = 3`.execute(trx));
    },
    { name: 'cook' },
  );
  await home.events.start();
  await pick(home, 1);
  await home.events.idle();
  assert.deepEqual(told, [1]);
});

test('a named listener hears what took the number of an entry that the database has lost', async () => {
  await using home = await house();
  const lose = (fruitId: number): Promise<unknown> =>
    home.db.transaction(async (trx) => {
      await sql`delete from event where payload like ${`%"fruitId":${fruitId}%`}`.execute(trx);
      await sql`update event_last set event_id = event_id - 1`.execute(trx);
    });
  const told: number[] = [];
  home.events.on(
    'fruit.picked',
    async ({ payload: { fruitId } }) => {
      told.push(fruitId);
      if (fruitId !== 2) return;
      await lose(2);
      await pick(home, 3);
    },
    { name: 'cook' },
  );
  await home.events.start();
  await pick(home, 1);
  await home.events.idle();
  await pick(home, 2);
  await home.events.idle();
  assert.deepEqual(told, [1, 2, 3]);
});

test('refuses two listeners of one name, and a name that comes late', async () => {
  await using home = await house();
  listen(home, 'cook');
  assert.throws(() => listen(home, 'cook'), { name: 'AssertionError' });
  await home.events.start();
  assert.throws(() => listen(home, 'late'), { name: 'AssertionError' });
  await assert.rejects(home.events.start(), { name: 'AssertionError' });
});

test('asks every judge of a gate in turn; the first that throws refuses', async () => {
  await using home = await house();
  const asked: string[] = [];
  const refusal = new CaError('forbidden', 'Not this one.');
  home.events.before('fruit.pick', async ({ colour }) => void asked.push(`first ${colour}`));
  const leave = home.events.before('fruit.pick', () => {
    throw refusal;
  });
  home.events.before('fruit.pick', () => void asked.push('third'));
  await assert.rejects(
    home.events.ask('fruit.pick', { colour: 'red' }),
    (error) => error === refusal,
  );
  assert.deepEqual(asked, ['first red']);
  leave();
  await home.events.ask('fruit.pick', { colour: 'green' });
  assert.deepEqual(asked, ['first red', 'first green', 'third']);
});

test('a judge that fails refuses, and its words stay inside', async () => {
  await using home = await house();
  const cause = new Error('password of the database: hunter2');
  home.events.before('fruit.pick', () => Promise.reject(cause));
  await assert.rejects(home.events.ask('fruit.pick', { colour: 'red' }), (error) => {
    assert.ok(isCaError(error, 'refused'));
    assert.doesNotMatch(error.detail, /hunter2/);
    assert.equal(error.cause, cause);
    return true;
  });
});

test('a room may be given the events of a whole house', async () => {
  await using home = await house();
  const room: Pick<Events<Pick<FruitFacts, 'fruit.eaten'>>, 'record'> = home.events;
  await home.db.transaction((trx) => room.record(trx, 'fruit.eaten', { by: 'ann' }));
  assert.deepEqual(await home.events.verify(), { entries: 1 });
});

function listen(
  { events }: House,
  name?: string,
  act: (event: StoredEvent<FruitFacts['fruit.picked']>) => void = () => undefined,
): number[] {
  const told: number[] = [];
  const options = name === undefined ? {} : { name };
  events.on(
    'fruit.picked',
    (event) => {
      told.push(event.payload.fruitId);
      act(event);
    },
    options,
  );
  return told;
}

test('the trail is listed by type, actor and time, a page after the other', async () => {
  await using home = await house();
  const startMs = clock.now();
  await home.db.transaction(async (trx) => {
    for (const [fruitId, actor] of [
      [1, 'ann'],
      [2, 'ben'],
      [3, 'ann'],
    ] as const) {
      clock.advance(1000);
      await home.events.record(trx, 'fruit.picked', { fruitId, actor });
    }
    await home.events.record(trx, 'fruit.eaten', { by: 'ben' });
  });
  const cases: [object, number[]][] = [
    [{}, [1, 2, 3, 4]],
    [{ limit: 2 }, [3, 4]],
    [{ after: 0, limit: 2 }, [1, 2]],
    [{ after: 2, limit: 2 }, [3, 4]],
    [{ after: 4 }, []],
    [{ type: 'fruit.picked', limit: 1 }, [3]],
    [{ actor: 'ann' }, [1, 3]],
    [{ actor: 'ann', after: 1 }, [3]],
    [{ sinceMs: startMs + 2000 }, [2, 3, 4]],
    [{ sinceMs: startMs + 2000, untilMs: startMs + 3000 }, [2]],
    [{ actor: 'nobody' }, []],
  ];
  for (const [which, ids] of cases) {
    const found = await home.events.list({ limit: 10, ...which });
    assert.deepEqual(
      found.map(({ id }) => id),
      ids,
      JSON.stringify(which),
    );
  }
});
