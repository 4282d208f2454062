import type { Transaction } from 'kysely';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openHosts, type HostTables as Tables } from '../../../test/hosts.ts';
import { compileRows } from './index.ts';

test('any number of rows goes in few texts, and each is told what became of it', async () => {
  const db = await openHosts();
  let built = 0;
  const insert = compileRows(
    db.reader<Tables>(),
    (to, rows: readonly { name: string; port: number | null }[]) => {
      built += 1;
      return to.insertInto('host').values(rows).returning(['name', 'port']);
    },
  );
  for (const count of [0, 1, 2, 3, 4, 21, 64, 65, 150]) {
    const rows = Array.from({ length: count }, (_, i) => ({
      name: `${count}-${i}`,
      port: i % 7 || null,
    }));
    const told = await db.transaction((trx: Transaction<Tables>) => insert(rows, trx));
    const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
    assert.deepEqual([...told].sort(byName), [...rows].sort(byName), `${count} rows`);
  }
  assert.equal(built, 5);
  await db.close();
});
