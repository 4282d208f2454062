import { testDatabase } from '#oracles';
import type { Generated, Transaction } from 'kysely';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRows, identity, openDatabase } from './index.ts';
import type { Migration } from './index.ts';

interface Tables {
  host: { id: Generated<number>; name: string; port: number | null };
}

const migrations: readonly Migration[] = [
  {
    id: 'host/001',
    up: (schema) =>
      schema
        .createTable('host')
        .addColumn('id', 'integer', identity)
        .addColumn('name', 'text', (column) => column.notNull().unique())
        .addColumn('port', 'integer')
        .execute(),
  },
];

test('any number of rows goes in few texts, and each is told what became of it', async () => {
  const db = await openDatabase({ url: await testDatabase(), migrations });
  let built = 0;
  const insert = compileRows(
    db.reader<Tables>(),
    (to, rows: readonly { name: string; port: number | null }[]) => {
      built += 1;
      return to.insertInto('host').values(rows).returning(['name', 'port']);
    },
  );
  for (const count of [0, 1, 3, 4, 21, 64, 65, 150]) {
    const rows = Array.from({ length: count }, (_, i) => ({
      name: `${count}-${i}`,
      port: i % 7 || null,
    }));
    const told = await db.transaction((trx: Transaction<Tables>) => insert(rows, trx));
    const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
    assert.deepEqual([...told].sort(byName), [...rows].sort(byName), `${count} rows`);
  }
  assert.equal(built, 4);
  await db.close();
});
