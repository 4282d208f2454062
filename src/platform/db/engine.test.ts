import type { Kysely } from 'kysely';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDatabase } from './index.ts';

interface Tables {
  migration: { id: string };
}

test('SQLite need not plan a statement anew for every limit: none stands alone', async () => {
  const db = await openDatabase({ url: 'sqlite::memory:', migrations: [] });
  try {
    const reader: Kysely<Tables> = db.reader();
    const page = reader.selectFrom('migration').select('id').orderBy('id').limit(1);
    assert.match(page.compile().sql, / limit \? \+ 0$/);
    assert.deepEqual(await page.execute(), []);
  } finally {
    await db.close();
  }
});
