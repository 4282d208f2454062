import { fixedClock, isCaError } from '#base';
import type { Kysely } from 'kysely';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openDatabase } from './index.ts';
import type { Migration } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'certwright-db-'));
after(() => rmSync(root, { recursive: true }));
let files = 0;

interface Tables {
  migration: { id: string; applied_at_ms: number };
}

function makes(id: string, table: string): Migration {
  return {
    id,
    up: (schema) => schema.createTable(table).addColumn('id', 'integer').execute(),
  };
}

const one = makes('a/001', 'one');
const two = makes('a/002', 'two');
const broken: Migration = {
  id: 'b/001',
  up: async (schema, trx) => {
    await makes('', 'three').up(schema, trx);
    throw new Error('broken');
  },
};

test('applies each migration once, in the order of the list, and writes down when', async () => {
  const url = newUrl();
  const clock = fixedClock(1000);
  await use(url, [one], async () => undefined, clock);
  clock.set(2000);
  await use(
    url,
    [one, two],
    async (reader) => {
      assert.deepEqual(await reader.selectFrom('migration').selectAll().execute(), [
        { id: 'a/001', applied_at_ms: 1000 },
        { id: 'a/002', applied_at_ms: 2000 },
      ]);
      assert.deepEqual(await tables(reader), ['migration', 'one', 'two', 'writer']);
    },
    clock,
  );
});

test('applies all missing migrations or none', async () => {
  const url = newUrl();
  await assert.rejects(openDatabase({ url, migrations: [one, broken] }), /broken/);
  await use(url, [two], async (reader) => {
    assert.deepEqual(await tables(reader), ['migration', 'two', 'writer']);
  });
});

test('refuses a database of a newer version and changes nothing', async () => {
  const url = newUrl();
  await use(url, [one, two], async () => undefined);
  await assert.rejects(
    openDatabase({ url, migrations: [one, makes('c/001', 'other')] }),
    (error) => isCaError(error, 'data_too_new') && /newer version/.test(error.detail),
  );
  await use(url, [one, two], async (reader) => {
    assert.deepEqual(await tables(reader), ['migration', 'one', 'two', 'writer']);
  });
});

test("refuses another program's database and changes nothing", async () => {
  const url = newUrl();
  const foreign = new DatabaseSync(url.slice('sqlite:'.length));
  foreign.exec('create table bookmark (url text)');
  await assert.rejects(
    openDatabase({ url, migrations: [one] }),
    (error) => isCaError(error, 'bad_data_directory') && /another program/.test(error.detail),
  );
  assert.equal(foreign.prepare('select count(*) as n from sqlite_schema').get()?.['n'], 1);
  foreign.close();
});

test('refuses a file that is no database, says so, and leaves it as it is', async () => {
  const url = newUrl();
  const path = url.slice('sqlite:'.length);
  const text = 'these are my notes, not a database\n'.repeat(100);
  writeFileSync(path, text);
  await assert.rejects(
    openDatabase({ url, migrations: [one] }),
    (error) => isCaError(error, 'bad_data_directory') && /not an SQLite/.test(error.detail),
  );
  assert.equal(readFileSync(path, 'utf8'), text);
});

test('refuses a path that leads through a file', async () => {
  writeFileSync(join(root, 'plain'), '');
  await assert.rejects(
    openDatabase({ url: `sqlite:${root}/plain/ca.db`, migrations: [] }),
    (error) => isCaError(error, 'bad_data_directory') && !error.detail.includes(root),
  );
});

test('refuses a list that names a migration twice', async () => {
  await assert.rejects(openDatabase({ url: 'sqlite::memory:', migrations: [one, one] }), {
    name: 'AssertionError',
  });
});

function newUrl(): string {
  return `sqlite:${root}/${++files}.db`;
}

async function use(
  url: string,
  migrations: readonly Migration[],
  act: (reader: Kysely<Tables>) => Promise<void>,
  clock = fixedClock(0),
): Promise<void> {
  const db = await openDatabase({ url, migrations, clock });
  try {
    await act(db.reader());
  } finally {
    await db.close();
  }
}

async function tables(reader: Kysely<Tables>): Promise<string[]> {
  return (await reader.introspection.getTables()).map((table) => table.name).sort();
}
