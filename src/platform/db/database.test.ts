import { CaError, fixedClock, isCaError } from '#base';
import { skipWithoutPostgresql, startPostgresql } from '#oracles';
import { sql } from 'kysely';
import type { Generated, Selectable, Transaction } from 'kysely';
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import {
  afterCommit,
  afterUndo,
  blob,
  identity,
  isUniqueViolation,
  openDatabase,
  transactionOf,
} from './index.ts';
import type { Database, Migration } from './index.ts';

interface FruitTables {
  fruit: { id: Generated<number>; name: string; seeds: Uint8Array | null; ripe: number | null };
  /** Its foreign key is looked at when the transaction commits. */
  basket: { fruit_id: number };
}
type Trx = Transaction<FruitTables>;

const migrations: readonly Migration[] = [
  {
    id: 'fruit/001',
    up: async (schema) => {
      await schema
        .createTable('fruit')
        .addColumn('id', 'integer', identity)
        .addColumn('name', 'text', (column) => column.notNull().unique())
        .addColumn('seeds', blob)
        .addColumn('ripe', 'integer')
        .execute();
      await schema
        .createTable('basket')
        .addColumn('fruit_id', 'integer', (column) => column.notNull())
        .addForeignKeyConstraint('basket_fruit', ['fruit_id'], 'fruit', ['id'], (key) =>
          key.deferrable().initiallyDeferred(),
        )
        .execute();
    },
  },
];

const root = mkdtempSync(join(tmpdir(), 'certwright-db-'));
after(() => rmSync(root, { recursive: true }));

const server = skipWithoutPostgresql() ? undefined : await startPostgresql();
after(() => server?.[Symbol.asyncDispose]());

const kinds = {
  memory: async () => 'sqlite::memory:',
  file: async () => `sqlite:${root}/ca.db`,
  PostgreSQL: async () => (await server?.newDatabase()) ?? '',
};

for (const [kind, newUrl] of Object.entries(kinds)) {
  const skip = kind === 'PostgreSQL' && skipWithoutPostgresql();
  describe(`a database in ${kind}`, { skip }, () => {
    const clock = fixedClock(0);
    const commits: number[] = [];
    const reports: unknown[] = [];
    let db: Database;

    before(async () => {
      db = await openDatabase({
        url: await newUrl(),
        migrations,
        clock,
        observe: ({ works }) => void commits.push(works),
        report: (error) => reports.push(error),
      });
    });
    beforeEach(async () => {
      await db.transaction((trx: Trx) => trx.deleteFrom('fruit').execute());
      commits.length = 0;
    });
    after(() => db.close());

    test('gives back what was stored, as plain objects', async () => {
      const seeds = Buffer.from('some seeds').subarray(5);
      const stored = await db.transaction((trx: Trx) =>
        trx.insertInto('fruit').values({ name: 'pear', seeds }).returningAll().executeTakeFirst(),
      );
      const row = { id: stored?.id, name: 'pear', seeds: new Uint8Array(seeds), ripe: null };
      assert.deepEqual(stored, row);
      assert.deepEqual(await db.reader<FruitTables>().selectFrom('fruit').selectAll().execute(), [
        row,
      ]);
    });

    test('tells how many rows changed', async () => {
      const fruit = [{ name: 'fig' }, { name: 'kiwi' }] as never;
      const inserted = await db.transaction((trx: Trx) =>
        trx.insertInto('fruit').values(fruit).executeTakeFirst(),
      );
      assert.equal(inserted.numInsertedOrUpdatedRows, 2n);
      const { numUpdatedRows } = await db.transaction((trx: Trx) =>
        trx
          .updateTable('fruit')
          .set({ ripe: true as never })
          .executeTakeFirst(),
      );
      assert.equal(numUpdatedRows, 2n);
      assert.deepEqual(
        (await fruits(db)).map((fruit) => fruit.ripe),
        [1, 1],
      );
    });

    test('lets works that meet share a commit, and a lone one commit at once', async () => {
      await add(db, 'lone');
      await Promise.all(['a', 'b', 'c', 'd'].map((name) => add(db, name)));
      await add(db, 'again lone');
      const [lone, ...rest] = commits;
      assert.deepEqual([lone, rest.at(-1)], [1, 1]);
      assert.equal(
        rest.reduce((sum, works) => sum + works, 0),
        5,
      );
      assert.ok(rest.length <= 3, `four works took ${rest.length - 1} commits`);
    });

    test('ends a batch that has gone on for long, though more are waiting', async () => {
      await Promise.all(
        ['a', 'b', 'c'].map((name) =>
          db.transaction(async (trx: Trx) => {
            clock.advance(1000);
            await insert(trx, name);
          }),
        ),
      );
      assert.deepEqual(commits, [1, 1, 1]);
    });

    test('rolls back what throws, alone, and says so with its own error', async () => {
      const wrong = new Error('wrong');
      const ends = await Promise.allSettled([
        add(db, 'before'),
        db.transaction(async (trx: Trx) => {
          await insert(trx, 'bad');
          throw wrong;
        }),
        add(db, 'after'),
        add(db, 'before'),
      ]);
      assert.deepEqual(
        ends.map((end) => end.status),
        ['fulfilled', 'rejected', 'fulfilled', 'rejected'],
      );
      assert.equal((ends[1] as PromiseRejectedResult).reason, wrong);
      assert.ok(isUniqueViolation((ends[3] as PromiseRejectedResult).reason));
      assert.deepEqual(await names(db), ['before', 'after']);
    });

    test('runs the others again when one throws that has changed something, and only then', async () => {
      const cases: [number, (trx: Trx) => Promise<unknown>][] = [
        [1, async () => undefined],
        [1, (trx) => trx.selectFrom('fruit').selectAll().execute()],
        [1, (trx) => trx.deleteFrom('fruit').where('name', '=', 'nobody').execute()],
        [2, (trx) => insert(trx, 'bad')],
        [2, (trx) => trx.updateTable('fruit').set({ ripe: 1 }).returning('id').execute()],
        [2, async (trx) => void insert(trx, 'not waited for').catch(() => undefined)],
        [2, (trx) => sql`select nothing`.execute(trx)],
      ];
      for (const [at, [expected, change]] of cases.entries()) {
        let runs = 0;
        const other = db.transaction(async (trx: Trx) => {
          runs += 1;
          await insert(trx, `other ${at}`);
        });
        const thrown = db.transaction(async (trx: Trx) => {
          await change(trx);
          throw new Error('wrong');
        });
        await assert.rejects(thrown, at === cases.length - 1 ? /nothing/ : /wrong/);
        await other;
        assert.equal(runs, expected, `case ${at}`);
      }
      assert.deepEqual(
        await names(db),
        cases.map((_, at) => `other ${at}`),
      );
    });

    test('runs a failed batch again one by one, so that a bad row fails alone', async () => {
      const hooks: number[] = [];
      const works = [
        (trx: Trx) => insert(trx, 'first'),
        (trx: Trx) => trx.insertInto('basket').values({ fruit_id: 99 }).execute(),
        (trx: Trx) => insert(trx, 'third'),
      ];
      const ends = await Promise.allSettled(
        works.map((work, index) =>
          db.transaction(async (trx: Trx) => {
            afterCommit(trx, () => hooks.push(index));
            await work(trx);
          }),
        ),
      );
      assert.deepEqual(
        ends.map((end) => end.status),
        ['fulfilled', 'rejected', 'fulfilled'],
      );
      const { reason } = ends[1] as PromiseRejectedResult;
      assert.ok(isCaError(reason, 'internal') && reason.cause instanceof Error);
      assert.deepEqual(await names(db), ['first', 'third']);
      assert.deepEqual(hooks, [0, 2]);
    });

    test('stores nothing outside a transaction, even when a work ended it and went on', async () => {
      const ends = await Promise.allSettled([
        add(db, 'good'),
        db.transaction(async (trx: Trx) => {
          await sql`rollback`.execute(trx);
          await insert(trx, 'stray').catch(() => undefined);
        }),
        add(db, 'good too'),
      ]);
      assert.deepEqual(
        ends.map((end) => end.status),
        ['fulfilled', 'rejected', 'fulfilled'],
      );
      assert.deepEqual(await names(db), ['good', 'good too']);
    });

    test('calls hooks after the commit, never after a rollback, and reports what they throw', async () => {
      const wrong = new Error('wrong');
      const calls: string[] = [];
      const seen = Promise.withResolvers<unknown[]>();
      await Promise.allSettled([
        db.transaction(async (trx: Trx) => {
          afterCommit(trx, () => {
            throw wrong;
          });
          afterCommit(trx, () => void names(db).then(seen.resolve, seen.reject));
          await insert(trx, 'kept');
        }),
        db.transaction(async (trx: Trx) => {
          afterCommit(trx, () => calls.push('never'));
          throw wrong;
        }),
      ]);
      assert.deepEqual([await seen.promise, calls, reports], [['kept'], [], [wrong]]);
    });

    const endings: Readonly<Record<string, (trx: Trx) => Promise<unknown>>> = {
      'throws after it has changed nothing': () => Promise.reject(new Error('no')),
      'throws after it has changed something': async (trx) => {
        await insert(trx, 'bad');
        throw new Error('no');
      },
      'fails as it is committed': (trx) =>
        trx.insertInto('basket').values({ fruit_id: 99 }).execute(),
    };
    for (const [ending, bad] of Object.entries(endings)) {
      test(`tells each run of each work, once, how it ended where one ${ending}`, async () => {
        const runs: string[][] = [];
        const count = (trx: Trx, whose: string): void => {
          const run = [whose];
          runs.push(run);
          afterCommit(trx, () => run.push('committed'));
          afterUndo(trx, () => run.push('undone'));
        };
        const add = (name: string) => (trx: Trx) => insert(trx, name);
        const works = { first: add('first'), bad, last: add('last') };
        await Promise.allSettled(
          Object.entries(works).map(([whose, work]) =>
            db.transaction(async (trx: Trx) => {
              count(trx, whose);
              await work(trx);
            }),
          ),
        );
        const kept = runs.filter(([, end]) => end === 'committed').map(([whose]) => whose);
        assert.deepEqual(
          [kept, await names(db)],
          [
            ['first', 'last'],
            ['first', 'last'],
          ],
        );
        assert.ok(
          runs.every((run) => run.length === 2),
          JSON.stringify(runs),
        );
      });
    }

    test('lets a hook begin a transaction of its own', async () => {
      const added = Promise.withResolvers<void>();
      await db.transaction(async (trx: Trx) => {
        afterCommit(trx, () => void add(db, 'from a hook').then(added.resolve, added.reject));
      });
      await added.promise;
      assert.deepEqual(await names(db), ['from a hook']);
    });

    test('refuses a transaction inside a transaction instead of waiting for ever', async () => {
      await assert.rejects(
        db.transaction(() => add(db, 'inner')),
        { name: 'AssertionError' },
      );
      await add(db, 'afterwards');
      assert.deepEqual(await names(db), ['afterwards']);
    });

    test('lets a reader be used inside a transaction', async () => {
      await add(db, 'old');
      await db.transaction(async (trx: Trx) => {
        assert.deepEqual(await names(db), ['old']);
        await insert(trx, 'new');
        assert.ok((await names(db)).includes('old'));
      });
    });

    test('shows readers what is committed and nothing else', async () => {
      const inserted = Promise.withResolvers<void>();
      const mayEnd = Promise.withResolvers<void>();
      const work = db.transaction(async (trx: Trx) => {
        await insert(trx, 'half way');
        inserted.resolve();
        await mayEnd.promise;
        throw new Error('changed my mind');
      });
      await inserted.promise;
      const found = names(db);
      await pause();
      mayEnd.resolve();
      await assert.rejects(work, /changed my mind/);
      assert.deepEqual(await found, []);
    });

    test('refuses writing and transactions through a reader', async () => {
      const reader = db.reader<FruitTables>();
      await assert.rejects(insert(reader as Trx, 'x'), /read-?only/);
      await assert.rejects(
        reader.transaction().execute(async () => undefined),
        { name: 'AssertionError' },
      );
    });

    test('refuses more than can be done in time, and goes on with the rest', async () => {
      const mayEnd = Promise.withResolvers<void>();
      const works = Array.from({ length: 10_010 }, () => db.transaction(() => mayEnd.promise));
      const ends = Promise.allSettled(works);
      await assert.rejects(works.at(-1) ?? Promise.resolve(), (error) => isCaError(error, 'busy'));
      mayEnd.resolve();
      const rejected = (await ends).filter((end) => end.status === 'rejected');
      assert.ok(rejected.length >= 9 && rejected.length <= 10, `${rejected.length} were refused`);
    });

    test('a parameter that cannot leave the thread spoils no other work', async () => {
      const seeds = new Uint8Array(4);
      structuredClone(seeds, { transfer: [seeds.buffer] });
      const ends = await Promise.allSettled([
        add(db, 'before'),
        db.transaction((trx: Trx) =>
          trx.insertInto('fruit').values({ name: 'x', seeds }).execute(),
        ),
        add(db, 'after'),
      ]);
      assert.deepEqual([ends[0].status, ends[2].status], ['fulfilled', 'fulfilled']);
      const stored = await names(db);
      assert.deepEqual(
        stored.filter((name) => name !== 'x'),
        ['before', 'after'],
      );
      assert.equal(stored.includes('x'), ends[1].status === 'fulfilled');
    });

    test('refuses a query through a transaction that has ended', async () => {
      const ended = await db.transaction(async (trx: Trx) => trx);
      await assert.rejects(insert(ended, 'late'), { name: 'AssertionError' });
      assert.throws(() => afterCommit(ended, () => undefined), { name: 'AssertionError' });
      assert.throws(() => transactionOf({ isTransaction: true }), { name: 'AssertionError' });
    });

    test('runs each work and its hooks in the asynchronous context of its caller', async () => {
      const request = new AsyncLocalStorage<string>();
      const seen: unknown[] = [];
      const act = (): Promise<void> =>
        db.transaction(async (trx: Trx) => {
          seen.push(request.getStore());
          afterCommit(trx, () => seen.push(request.getStore()));
        });
      await Promise.all([request.run('a', act), request.run('b', act)]);
      assert.deepEqual(seen, ['a', 'b', 'a', 'b']);
    });

    test('names the statement, but no value, when the database refuses one', async () => {
      await add(db, 'secret name');
      await assert.rejects(add(db, 'secret name'), (error: Error & { sql?: string }) => {
        assert.match(String(error.sql), /^insert into "fruit"/);
        assert.doesNotMatch(`${error.message}${error.sql}`, /secret/);
        return error.name === 'StatementError';
      });
    });

    test('enforces foreign keys', async () => {
      await assert.rejects(
        db.transaction((trx: Trx) => trx.insertInto('basket').values({ fruit_id: 1 }).execute()),
        (error) => isCaError(error, 'internal'),
      );
    });
  });
}

test('what a statement on a file may have to bring back is kept in memory', async () => {
  await using opened = new AsyncDisposableStack();
  const db = await openDatabase({ url: `sqlite:${root}/undo.db`, migrations });
  opened.defer(() => db.close());
  const setting = sql<{ temp_store: number }>`pragma temp_store`;
  const { rows } = await db.transaction((trx) => setting.execute(trx));
  assert.deepEqual(rows, [{ temp_store: 2 }]);
});

test('keeps the log of a file from others too', async (t) => {
  if (process.platform === 'win32') return t.skip('Windows has no file modes');
  const path = join(root, 'private.db');
  const db = await openDatabase({ url: `sqlite:${path}`, migrations });
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    assert.equal((statSync(file).mode & 0o777).toString(8), '600', file);
  }
  await db.close();
});

for (const [url, pattern] of [
  ['mysql://robot:hunter2@db/ca', /mysql address/],
  ['mysql://db', /mysql address/],
  ['/var/lib/ca.db', /no address/],
  ['sqlite:', /sqlite address/],
  ['', /no address/],
] as const) {
  test(`refuses ${JSON.stringify(url)} as the address of a database`, async () => {
    await assert.rejects(openDatabase({ url, migrations }), (error) => {
      assert.ok(isCaError(error, 'bad_config'));
      assert.match(error.detail, pattern);
      assert.doesNotMatch(error.detail, /hunter2/);
      return true;
    });
  });
}

test('finishes what was asked before it closes and refuses what comes later', async () => {
  const db = await openDatabase({ url: 'sqlite::memory:', migrations });
  const late = add(db, 'just in time');
  const closing = db.close();
  await late;
  await Promise.all([closing, db.close()]);
  await assert.rejects(add(db, 'too late'), (error) => isCaError(error, 'busy'));
  await assert.rejects(names(db), (error) => isCaError(error, 'busy'));
});

test('a CaError thrown by a work arrives as it is', async () => {
  const db = await openDatabase({ url: 'sqlite::memory:', migrations });
  const refusal = new CaError('not_found', 'No such fruit.');
  await assert.rejects(
    db.transaction(async () => {
      throw refusal;
    }),
    (error) => error === refusal,
  );
  await db.close();
});

/** Long enough for everything that need not wait for others. */
function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function insert(trx: Trx, name: string): Promise<void> {
  await trx.insertInto('fruit').values({ name }).execute();
}

function add(db: Database, name: string): Promise<void> {
  return db.transaction((trx: Trx) => insert(trx, name));
}

async function names(db: Database): Promise<string[]> {
  return (await fruits(db)).map((fruit) => fruit.name);
}

function fruits(db: Database): Promise<Selectable<FruitTables['fruit']>[]> {
  return db.reader<FruitTables>().selectFrom('fruit').selectAll().orderBy('id').execute();
}
