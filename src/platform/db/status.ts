import { sql } from 'kysely';
import type { Database } from './database.ts';
import type { Migration } from './migrate.ts';
import { countRows, listTables } from './tables.ts';

/** How a database stands to this version. */
export interface DatabaseStatus {
  readonly kind: Database['kind'];
  /** Steps that it has seen. */
  readonly applied: readonly string[];
  /** Steps of this version that it has not. */
  readonly missing: readonly string[];
  /** Steps that it has seen and this version does not know: a newer one has been here. */
  readonly unknown: readonly string[];
  /** In the order in which they were made. */
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
}

/** Looks, and changes nothing. */
export async function databaseStatus(
  db: Database,
  migrations: readonly Migration[],
): Promise<DatabaseStatus> {
  const names = await listTables(db);
  const applied = names.includes('migration') ? await readApplied(db) : [];
  const known = migrations.map(({ id }) => id);
  const tables: DatabaseStatus['tables'][number][] = [];
  for (const name of names) tables.push({ name, rows: await countRows(db, name) });
  return {
    kind: db.kind,
    applied,
    missing: known.filter((id) => !applied.includes(id)),
    unknown: applied.filter((id) => !known.includes(id)),
    tables,
  };
}

async function readApplied(db: Database): Promise<readonly string[]> {
  const query = sql<{ id: string }>`select id from migration order by applied_at_ms, id`;
  return (await query.execute(db.reader())).rows.map(({ id }) => id);
}
