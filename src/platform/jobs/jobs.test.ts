import { CaError, fixedClock } from '#base';
import type { FixedClock } from '#base';
import { openDatabase } from '#db';
import { testDatabase } from '#oracles';
import type { Database } from '#db';
import { sql } from 'kysely';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createJobs, migrations } from './index.ts';
import type { BookOptions, Jobs, JobsOptions } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'certwright-jobs-'));
after(() => rmSync(root, { recursive: true }));
const startMs = 1_700_000_000_000;

interface House extends AsyncDisposable {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly clock: FixedClock;
  readonly reports: unknown[];
  /** Works that shared each commit. */
  readonly commits: number[];
}

/** A process with its own workers: on a new database, or on that of a neighbour. */
async function house(options: Partial<JobsOptions> & { url?: string } = {}): Promise<House> {
  const commits: number[] = [];
  const observe = ({ works }: { works: number }): void => void commits.push(works);
  const url = options.url ?? (await testDatabase());
  const db = options.db ?? (await openDatabase({ url, migrations, observe }));
  const reports: unknown[] = [];
  const clock = fixedClock(startMs);
  const report = (error: unknown): void => void reports.push(error);
  const jobs = createJobs({ clock, report, ...options, db });
  const close = async (): Promise<void> => {
    await jobs.stop();
    if (!options.db) await db.close();
  };
  return { db, jobs, clock, reports, commits, [Symbol.asyncDispose]: close };
}

function book({ db, jobs }: House, n: number, options?: BookOptions): Promise<void> {
  return db.transaction((trx) => jobs.book(trx, 'count', { n }, options));
}

/** Defines the kind `count` and answers the numbers as they are counted. */
function count({ jobs }: House): number[] {
  const counted: number[] = [];
  jobs.define('count', async ({ n }) => void counted.push(Number(n)));
  return counted;
}

async function rows({ db }: House): Promise<Record<string, unknown>[]> {
  const query = sql<Record<string, unknown>>`select * from job order by id`;
  return (await query.execute(db.reader())).rows;
}

/** Something to wait for, and somebody to open it. */
function gate(): PromiseWithResolvers<void> {
  return Promise.withResolvers();
}

test('does what was booked after its commit, in the order of its time, and then forgets it', async () => {
  await using home = await house({ concurrency: 1 });
  const counted = count(home);
  await book(home, 3, { runAtMs: startMs - 1 });
  await book(home, 1, { runAtMs: startMs - 3 });
  await book(home, 2, { runAtMs: startMs - 2 });
  await home.jobs.idle();
  assert.deepEqual(counted, [1, 2, 3]);
  assert.deepEqual(await rows(home), []);
});

test('never does what was rolled back', async () => {
  await using home = await house();
  const counted = count(home);
  await assert.rejects(
    home.db.transaction(async (trx) => {
      await home.jobs.book(trx, 'count', { n: 1 });
      throw new Error('changed my mind');
    }),
  );
  await home.jobs.idle();
  assert.deepEqual(counted, []);
});

test('once started, wakes for each commit that booked something', async () => {
  await using home = await house({ pollMs: 1e6 });
  const done = gate();
  home.jobs.define('count', async () => done.resolve());
  home.jobs.start();
  await home.jobs.idle();
  await book(home, 1);
  await done.promise;
});

test('once started, works through all that was booked before', async () => {
  await using home = await house({ concurrency: 1, pollMs: 1e6 });
  const done = gate();
  for (const n of [1, 2, 3]) await book(home, n);
  home.jobs.define('count', async ({ n }) => (n === 3 ? done.resolve() : undefined));
  home.jobs.start();
  await done.promise;
});

test('once started, looks by itself for what others booked and for what has become due', async () => {
  await using home = await house({ pollMs: 1 });
  await using other = await house({ db: home.db });
  const [fromOther, later] = [gate(), gate()];
  home.jobs.define('count', async ({ n }) => (n === 1 ? fromOther : later).resolve());
  home.jobs.start();
  await book(other, 1);
  await fromOther.promise;
  await book(home, 2, { runAtMs: startMs + 1000 });
  home.clock.advance(1000);
  await later.promise;
});

test('does nothing before it is started, unless asked to', async () => {
  await using home = await house();
  const counted = count(home);
  await book(home, 1);
  assert.equal((await rows(home)).length, 1);
  await home.jobs.idle();
  assert.deepEqual(counted, [1]);
});

test('leaves jobs alone whose time has not come', async () => {
  await using home = await house();
  const counted = count(home);
  await book(home, 1, { runAtMs: startMs + 1 });
  await home.jobs.idle();
  assert.deepEqual(counted, []);
  home.clock.advance(1);
  await home.jobs.idle();
  assert.deepEqual(counted, [1]);
});

test('leaves kinds alone that it does not define', async () => {
  await using home = await house();
  const counted = count(home);
  await home.db.transaction((trx) => home.jobs.book(trx, 'other', {}));
  await book(home, 1);
  await home.jobs.idle();
  assert.deepEqual(counted, [1]);
  assert.deepEqual(
    (await rows(home)).map((row) => [row['kind'], row['state']]),
    [['other', 'ready']],
  );
});

test('books a key once while it waits, and again once it runs', async () => {
  await using home = await house();
  const [begun, mayEnd] = [gate(), gate()];
  const counted: unknown[] = [];
  let running = 0;
  home.jobs.define('count', async ({ n }, { key }) => {
    assert.equal(++running, 1, 'two of one key at once');
    counted.push([n, key]);
    begun.resolve();
    await mayEnd.promise;
    running--;
  });
  await book(home, 1, { key: 'a' });
  await book(home, 2, { key: 'a' });
  home.jobs.start();
  await begun.promise;
  await book(home, 3, { key: 'a' });
  await book(home, 4, { key: 'a' });
  mayEnd.resolve();
  await home.jobs.idle();
  assert.deepEqual(counted, [
    [1, 'a'],
    [3, 'a'],
  ]);
});

test('keys of different kinds, and jobs without a key, do not meet', async () => {
  await using home = await house();
  const counted = count(home);
  home.jobs.define('other', async () => void counted.push(0));
  await home.db.transaction((trx) => home.jobs.book(trx, 'other', {}, { key: 'a' }));
  await book(home, 1, { key: 'a' });
  await book(home, 2);
  await book(home, 2);
  await home.jobs.idle();
  assert.deepEqual(
    counted.sort((a, b) => a - b),
    [0, 1, 2, 2],
  );
});

test('tries again later and later, tells the handler which try it is, and gives up', async () => {
  await using home = await house();
  const tries: unknown[] = [];
  home.jobs.define(
    'count',
    async (_, { attempt, attempts }) => {
      tries.push([home.clock.now() - startMs, attempt, attempts]);
      throw new CaError('key_unavailable', `No key at ${attempt}.`, {
        cause: new Error('pin 1234'),
      });
    },
    { attempts: 3, retryMs: 100 },
  );
  await book(home, 1);
  for (let i = 0; i < 10; i++) {
    await home.jobs.idle();
    home.clock.advance(50);
  }
  assert.deepEqual(tries, [
    [0, 1, 3],
    [100, 2, 3],
    [300, 3, 3],
  ]);
  assert.equal(home.reports.length, 3);
  const [row] = await rows(home);
  assert.deepEqual(
    [row?.['state'], row?.['error_code'], row?.['error_detail']],
    ['failed', 'key_unavailable', 'No key at 3.'],
  );
});

test('keeps nothing of the words of an unexpected error', async () => {
  await using home = await house();
  home.jobs.define('count', () => Promise.reject(new Error('password hunter2')), { attempts: 1 });
  await book(home, 1);
  await home.jobs.idle();
  const [row] = await rows(home);
  assert.equal(row?.['error_code'], 'internal');
  assert.doesNotMatch(JSON.stringify(row), /hunter2/);
  assert.match(String(home.reports[0]), /hunter2/);
});

test('forgets jobs that were given up long ago', async () => {
  await using home = await house({ keepFailedMs: 1000 });
  home.jobs.define('count', () => Promise.reject(new Error('no')), { attempts: 1 });
  for (let n = 0; n < 3; n++) {
    await book(home, n);
    await home.jobs.idle();
    home.clock.advance(600);
  }
  assert.deepEqual(
    (await rows(home)).map((row) => row['payload']),
    ['{"n":1}', '{"n":2}'],
  );
});

test('a job that is to be tried again gives way to a newer one of its key', async () => {
  await using home = await house();
  const counted: unknown[] = [];
  home.jobs.define('count', async ({ n }) => {
    counted.push(n);
    if (n !== 1) return;
    await book(home, 2, { key: 'a' });
    throw new Error('again, please');
  });
  await book(home, 1, { key: 'a' });
  await home.jobs.idle();
  assert.deepEqual(counted, [1, 2]);
  assert.deepEqual(await rows(home), []);
});

test('runs a few at once, which share commits', async () => {
  await using home = await house({ concurrency: 4 });
  let running = 0;
  let most = 0;
  home.jobs.define('count', async () => {
    most = Math.max(most, ++running);
    await home.db.transaction((trx) => sql`select 1`.execute(trx));
    running--;
  });
  await home.db.transaction(async (trx) => {
    for (let n = 0; n < 20; n++) await home.jobs.book(trx, 'count', { n });
  });
  home.commits.length = 0;
  await home.jobs.idle();
  assert.equal(most, 4);
  const works = home.commits.reduce((sum, each) => sum + each, 0);
  assert.ok(works >= 40 + 5, 'each job writes twice, and has to be taken');
  assert.ok(home.commits.length <= works / 2, `${works} works took ${home.commits.length} commits`);
});

test('begins a job without a key right after its commit, without looking for it', async () => {
  await using home = await house({ pollMs: 1e9 });
  const [begun, mayEnd] = [gate(), gate()];
  home.jobs.define('count', () => (begun.resolve(), mayEnd.promise));
  home.jobs.start();
  await home.jobs.idle();
  home.commits.length = 0;
  await book(home, 1);
  await begun.promise;
  const [row] = await rows(home);
  assert.deepEqual([row?.['state'], row?.['attempts'], home.commits], ['running', 1, [1]]);
  mayEnd.resolve();
  await home.jobs.idle();
  assert.deepEqual(await rows(home), []);
});

test('what is booked beyond its room, in a process that is held, or for later waits for somebody', async () => {
  let mayRun = true;
  await using home = await house({ concurrency: 1, pollMs: 1e9, mayRun: () => mayRun });
  const states = async () => (await rows(home)).map((row) => row['state']);
  const [begun, mayEnd] = [gate(), gate()];
  home.jobs.define('count', () => (begun.resolve(), mayEnd.promise));
  home.jobs.start();
  await home.jobs.idle();
  await book(home, 1);
  await begun.promise;
  await book(home, 2);
  mayRun = false;
  mayEnd.resolve();
  await home.jobs.idle();
  await book(home, 3);
  assert.deepEqual(await states(), ['ready', 'ready']);
  mayRun = true;
  await book(home, 4, { runAtMs: startMs + 1 });
  await home.jobs.idle();
  assert.deepEqual(await states(), ['ready']);
  home.clock.advance(1);
  await home.jobs.idle();
  assert.deepEqual(await states(), []);
});

for (const [title, place] of Object.entries({ before: 0, after: 1 })) {
  test(`a job whose booking is rolled back never begins, and takes no room: ${title} another that is run again`, async () => {
    await using home = await house({ concurrency: 2, pollMs: 1e9 });
    const counted: unknown[] = [];
    const mayEnd = gate();
    home.jobs.define('count', ({ n }) => (counted.push(n), mayEnd.promise));
    home.jobs.start();
    await home.jobs.idle();
    const works = [() => book(home, 1)];
    works.splice(place, 0, () =>
      home.db.transaction(async (trx) => {
        await home.jobs.book(trx, 'count', { n: 9 });
        throw new Error('no');
      }),
    );
    await Promise.allSettled(works.map((work) => work()));
    await book(home, 2);
    const states = (await rows(home)).map((row) => row['state']);
    assert.deepEqual(
      [counted, states],
      [
        [1, 2],
        ['running', 'running'],
      ],
    );
    mayEnd.resolve();
    await home.jobs.idle();
    assert.deepEqual(counted, [1, 2]);
  });
}

test('a handler may end its job in a transaction of its own, with all that belongs to it or not at all', async () => {
  await using home = await house({ pollMs: 1e9 });
  const tries: number[] = [];
  home.jobs.define('count', async ({ n }, { attempt, done }) => {
    tries.push(attempt);
    await home.db.transaction(async (trx) => {
      await done(trx);
      if (attempt === 1) throw new Error('not yet');
    });
    if (n === 2) throw new Error('too late to be tried again');
  });
  for (const n of [1, 2]) {
    await book(home, n);
    await home.jobs.idle();
    assert.equal((await rows(home)).length, 1);
    home.clock.advance(10_000);
    await home.jobs.idle();
    assert.deepEqual(await rows(home), []);
  }
  assert.deepEqual([tries, home.reports.length], [[1, 2, 1, 2], 3]);
});

test('stopping lets the running jobs end and begins no other', async () => {
  await using home = await house({ concurrency: 1 });
  const [begun, mayEnd] = [gate(), gate()];
  const counted: unknown[] = [];
  home.jobs.define('count', async ({ n }) => {
    begun.resolve();
    await mayEnd.promise;
    await pause();
    counted.push(n);
  });
  await book(home, 1);
  await book(home, 2);
  home.jobs.start();
  await begun.promise;
  const stopped = home.jobs.stop();
  mayEnd.resolve();
  await stopped;
  assert.deepEqual(counted, [1]);
  assert.deepEqual(
    (await rows(home)).map((row) => row['state']),
    ['ready'],
  );
});

test('a job whose process is gone is taken again when its lease has ended, and not before', async () => {
  await using home = await house();
  const counted = count(home);
  await book(home, 1);
  await orphan(home, startMs + 1000);
  await home.jobs.idle();
  assert.deepEqual(counted, []);
  home.clock.advance(1000);
  await home.jobs.idle();
  assert.deepEqual(counted, [1]);
});

test('a waiting job of the same key does not overtake one whose process is gone', async () => {
  await using home = await house({ concurrency: 1 });
  const counted = count(home);
  await book(home, 1, { key: 'a', runAtMs: startMs + 1 });
  home.clock.advance(1);
  await orphan(home, startMs + 1000);
  await book(home, 2, { key: 'a', runAtMs: startMs });
  await home.jobs.idle();
  assert.deepEqual(counted, []);
  home.clock.advance(1000);
  await home.jobs.idle();
  assert.deepEqual(counted, [1, 2]);
});

test('a job that ends its process every time is given up without another try', async () => {
  await using home = await house();
  const counted: number[] = [];
  home.jobs.define('count', async ({ n }) => void counted.push(Number(n)), { attempts: 2 });
  await book(home, 1);
  await orphan(home, startMs, 2);
  await home.jobs.idle();
  assert.deepEqual(counted, []);
  const [row] = await rows(home);
  assert.deepEqual([row?.['state'], row?.['error_code']], ['failed', 'internal']);
});

test('a job that takes long stays with its process', async () => {
  await using one = await house({ leaseMs: 3000, pollMs: 1 });
  await using two = await house({ leaseMs: 3000, db: one.db });
  const [begun, mayEnd] = [gate(), gate()];
  one.jobs.define('count', () => (begun.resolve(), mayEnd.promise));
  const taken = count(two);
  await book(one, 1);
  one.jobs.start();
  await begun.promise;
  for (let i = 1; i <= 5; i++) {
    one.clock.advance(1000);
    two.clock.advance(1000);
    while (Number((await rows(one))[0]?.['lease_ms']) < one.clock.now() + 3000) await pause();
    await two.jobs.idle();
  }
  mayEnd.resolve();
  await one.jobs.idle();
  assert.deepEqual([taken, await rows(one)], [[], []]);
});

test('who lost a job to another does not end it for him', async () => {
  await using one = await house();
  await using two = await house({ db: one.db });
  const [oneBegun, oneMayEnd, twoBegun, twoMayEnd] = [gate(), gate(), gate(), gate()];
  one.jobs.define('count', () => (oneBegun.resolve(), oneMayEnd.promise));
  two.jobs.define('count', () => (twoBegun.resolve(), twoMayEnd.promise));
  await book(one, 1);
  one.jobs.start();
  await oneBegun.promise;
  two.clock.advance(60_000);
  two.jobs.start();
  await twoBegun.promise;
  oneMayEnd.resolve();
  await one.jobs.stop();
  assert.deepEqual(
    (await rows(one)).map((row) => [row['state'], row['attempts']]),
    [['running', 2]],
  );
  twoMayEnd.resolve();
  await two.jobs.stop();
  assert.deepEqual(await rows(one), []);
});

test('two processes share the work and do nothing twice', async () => {
  await using one = await house({ concurrency: 2 });
  await using two = await house({ concurrency: 2, db: one.db });
  const [mine, theirs] = [count(one), count(two)];
  const all = Array.from({ length: 30 }, (_, n) => n);
  await one.db.transaction(async (trx) => {
    for (const n of all) await one.jobs.book(trx, 'count', { n });
  });
  await Promise.all([one.jobs.idle(), two.jobs.idle()]);
  assert.deepEqual(
    [...mine, ...theirs].sort((a, b) => a - b),
    all,
  );
});

/** Another process, in the middle of job number 1; its clock stands where ours does. */
async function busyProcess(url: string) {
  const script = `
    import { openDatabase } from '#db';
    import { createJobs, migrations } from '#jobs';
    const db = await openDatabase({ url: process.argv.at(-1), migrations });
    const jobs = createJobs({ db, clock: { now: () => ${startMs} }, report: console.error });
    jobs.define('count', () => { console.log('in the middle'); return new Promise(() => setInterval(() => {}, 1e6)); });
    await db.transaction((trx) => jobs.book(trx, 'count', { n: 1 }));
    jobs.start();`;
  const words = ['--input-type=module', '--eval', script, url];
  const child = spawn(process.execPath, words, {
    cwd: import.meta.dirname,
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return {
    stop: () => child.kill('SIGSTOP'),
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** A database that other processes can open too. */
async function sharedDatabase(name: string): Promise<string> {
  const url = await testDatabase();
  return url === 'sqlite::memory:' ? `sqlite:${root}/${name}.db` : url;
}

test('a job whose process was killed in the middle of it is done again, long before its lease has ended', async () => {
  const url = await sharedDatabase('killed');
  const process = await busyProcess(url);
  await using home = await house({ url, pollMs: 20 });
  const [done, counted] = [gate(), [] as unknown[]];
  home.jobs.define('count', async ({ n }, { attempt }) => {
    counted.push([n, attempt]);
    done.resolve();
  });
  await home.jobs.idle();
  assert.deepEqual(counted, [], 'it is being done');
  home.jobs.start();
  await process.kill();
  await done.promise;
  await home.jobs.idle();
  assert.deepEqual([counted, home.clock.now(), await rows(home)], [[[1, 2]], startMs, []]);
});

test('a job whose process only stands still stays with it until its lease has ended', async () => {
  const url = await sharedDatabase('stopped');
  const stopped = await busyProcess(url);
  stopped.stop();
  const killed = await busyProcess(url);
  await using home = await house({ url, pollMs: 20 });
  const [first, second] = [gate(), gate()];
  let times = 0;
  home.jobs.define('count', async () => ((times += 1) === 1 ? first : second).resolve());
  home.jobs.start();
  await killed.kill();
  await first.promise;
  await home.jobs.idle();
  assert.deepEqual([times, (await rows(home)).map(({ state }) => state)], [1, ['running']]);
  home.clock.advance(30_000);
  await second.promise;
  await stopped.kill();
});

test('who had a job that the database has lost does not end another that has its number', async () => {
  await using home = await house({ pollMs: 1e9 });
  const ends = [gate(), gate()];
  let begun = 0;
  home.jobs.define('count', () => ends[(begun += 1) - 1]?.promise ?? Promise.resolve());
  home.jobs.start();
  await home.jobs.idle();
  await book(home, 1);
  const [lost] = await rows(home);
  await loseAll(home);
  await book(home, 2);
  const [other] = await rows(home);
  assert.deepEqual([begun, other?.['id']], [2, lost?.['id']]);
  ends[0]?.resolve();
  for (let turns = 0; turns < 10; turns++) await home.db.transaction(pause);
  assert.deepEqual(await rows(home), [other]);
  ends[1]?.resolve();
  await home.jobs.idle();
  assert.deepEqual(await rows(home), []);
});

/** Takes the database back to a time before there were jobs, so that it gives out their numbers again. */
async function loseAll({ db }: House): Promise<void> {
  const anew = {
    postgresql: sql`alter table job alter column id restart`,
    sqlite: sql`delete from sqlite_sequence where name = 'job'`,
  };
  await db.transaction(async (trx) => {
    await sql`delete from job`.execute(trx);
    await anew[db.kind].execute(trx);
  });
}

test('refuses two handlers for one kind', async () => {
  await using home = await house();
  count(home);
  assert.throws(() => count(home), { name: 'AssertionError' });
});

/** What a process leaves behind that dies with all the jobs there are. */
async function orphan({ db }: House, leaseMs: number, attempts = 1): Promise<void> {
  await db.transaction((trx) =>
    sql`update job set state = 'running', owner = 'dead', lease_ms = ${leaseMs}, attempts = ${attempts}`.execute(
      trx,
    ),
  );
}

function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
