import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CompiledQuery } from 'kysely';
import { crlApp } from './crl-app.test.ts';
import { lastOfEach } from './list-store.ts';
import type { CrlTables } from './tables.ts';

test('how far the lists of each name have come is told by an index, however many there were', async () => {
  await using ca = await crlApp({ database: 'sqlite::memory:' });
  const reader = ca.db.reader<CrlTables>();
  for (const where of [{}, { authorityId: ca.issuing.id }]) {
    const { sql, parameters } = lastOfEach(reader, where).compile();
    const explained = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]);
    const { rows } = await reader.executeQuery<{ detail: string }>(explained);
    assert.match(rows.map(({ detail }) => detail).join('; '), /COVERING INDEX crl_published/);
  }
});
