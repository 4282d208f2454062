import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Generated, Transaction } from 'kysely';
import { skipWithoutPostgresql, startPostgresql } from '#oracles';
import { sendOnce } from './compile-once.ts';
import { findInCommit, identity, isUniqueViolation, noteInCommit, openDatabase } from './index.ts';
import type { Database, Later, Migration } from './index.ts';

interface Tables {
  entry: { id: Generated<number>; tag: string };
}

type Trx = Transaction<Tables>;

const migrations: readonly Migration[] = [
  {
    id: 'entry/001',
    up: (schema) =>
      schema
        .createTable('entry')
        .addColumn('id', 'integer', identity)
        .addColumn('tag', 'text', (column) => column.unique())
        .execute(),
  },
];

const server = skipWithoutPostgresql() ? undefined : await startPostgresql();
after(() => server?.[Symbol.asyncDispose]());
const urls = { memory: 'sqlite::memory:', PostgreSQL: await server?.newDatabase() };

for (const [where, url] of Object.entries(urls))
  describe(
    `a statement that is not waited for, ${where}`,
    { skip: !url && skipWithoutPostgresql() },
    async () => {
      const db = await openDatabase({ url: url ?? 'sqlite::memory:', migrations });
      after(() => db.close());
      const { add, rename, tags } = queriesOf(db);

      test('is known after the commit, and not before', async () => {
        const sent = await db.transaction(async (trx: Trx) => {
          const early = add({ tag: 'known' }, trx);
          assert.throws(() => early.value, /when its work has been committed/);
          return early.map(({ rows: [row] }) => row?.id);
        });
        assert.equal(typeof sent.value, 'number');
      });

      test('is waited for by whoever cannot go on without it', async () => {
        const ids = await db.transaction(async (trx: Trx) => {
          const sent = add({ tag: 'awaited' }, trx);
          return [(await sent.answer()).rows[0]?.id, sent] as const;
        });
        assert.equal(ids[0], ids[1].value.rows[0]?.id);
      });

      test('fails its work when it is refused, and no other that shares the commit', async () => {
        await db.transaction(async (trx: Trx) => add({ tag: 'twice' }, trx));
        const works = ['before', 'twice', 'after'].map((tag) =>
          db.transaction(async (trx: Trx) => add({ tag }, trx)),
        );
        const ends = await Promise.allSettled(works);
        assert.deepEqual(
          ends.map((end) => end.status === 'fulfilled' || isUniqueViolation(end.reason)),
          [true, true, true],
        );
        assert.equal(ends[1]?.status, 'rejected');
        assert.deepEqual((await tags()).slice(-3), ['twice', 'before', 'after']);
      });

      test('is undone with a work that throws, and refused or not, only that work fails', async () => {
        const works = ['fine', 'twice'].map((tag) =>
          db.transaction(async (trx: Trx) => {
            add({ tag }, trx);
            throw new Error(tag);
          }),
        );
        const other = db.transaction(async (trx: Trx) => add({ tag: 'beside' }, trx));
        await Promise.all([
          assert.rejects(works[0] as Promise<never>, /fine/),
          assert.rejects(works[1] as Promise<never>, /twice/),
        ]);
        assert.ok((await other).value.rows.length === 1);
        assert.ok(!(await tags()).includes('fine'));
      });

      for (const [title, from, fails] of [
        ['as many rows as it should', 'known', false],
        ['no row', 'nobody', true],
      ] as const)
        test(`that changes ${title} ${fails ? 'fails' : 'does not fail'} its work`, async () => {
          const work = db.transaction(async (trx: Trx) => rename({ from, to: `not ${from}` }, trx));
          await (fails ? assert.rejects(work, /changed 0 rows, not 1/) : work);
        });
    },
  );

describe('what works of one commit have found out', () => {
  test('is not looked for again, and forgotten with a work that rolls back', async () => {
    const db = await openDatabase({ url: 'sqlite::memory:', migrations });
    let looks = 0;
    const key = {};
    const look = (trx: Trx): Promise<number> => findInCommit(trx, key, async () => (looks += 1));
    const works = [
      db.transaction(look),
      db.transaction(async (trx: Trx) => {
        noteInCommit(trx, key, 100);
        throw new Error('no');
      }),
      db.transaction(look),
      db.transaction(async (trx: Trx) => noteInCommit(trx, key, 7)),
      db.transaction(look),
    ];
    const ends = await Promise.allSettled(works);
    const values = ends.map((end) => (end.status === 'fulfilled' ? end.value : end.status));
    assert.deepEqual(values, [1, 'rejected', 1, undefined, 7]);
    assert.equal(await db.transaction(look), 2);
    await db.close();
  });
});

function queriesOf(db: Database): {
  readonly add: ReturnType<typeof sendOnce<Tables, { tag: string }, { id: number }>>;
  readonly rename: (names: { from: string; to: string }, trx: Trx) => Later<unknown>;
  readonly tags: () => Promise<string[]>;
} {
  const reader = db.reader<Tables>();
  return {
    add: sendOnce(reader, (to, row: { tag: string }) =>
      to.insertInto('entry').values(row).returning('id'),
    ),
    rename: sendOnce(
      reader,
      (to, names: { from: string; to: string }) =>
        to.updateTable('entry').set({ tag: names.to }).where('tag', '=', names.from),
      { changes: 1n },
    ),
    tags: async () =>
      (await reader.selectFrom('entry').select('tag').orderBy('id').execute()).map(
        ({ tag }) => tag,
      ),
  };
}
