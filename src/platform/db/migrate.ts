import { assert, CaError } from '#base';
import type { Clock } from '#base';
import type { SchemaModule, Transaction } from 'kysely';

/** One step of a room's tables, applied once to every database and never changed afterwards. */
export interface Migration {
  /** `room/001`: counted up within the room. */
  readonly id: string;
  /**
   * Changes the schema, and rows by `trx`; runs in one transaction with all the other steps that a database is missing.
   * Processes of the version before may go on meanwhile and afterwards: what they use stays as they know it.
   */
  up(schema: SchemaModule, trx: Transaction<unknown>): Promise<void>;
}

interface MigrationTables {
  migration: { id: string; applied_at_ms: number };
}

/**
 * Applies the migrations that the database has not seen, in the order of the list, inside `trx`.
 *
 * @throws CaError `data_too_new` when the database has seen one that the list does not know; `bad_data_directory` when
 *   it holds tables, but never was ours. The caller rolls back: in neither case has anything changed.
 */
export async function migrate(
  trx: Transaction<unknown>,
  migrations: readonly Migration[],
  clock: Clock,
): Promise<void> {
  const ids = new Set(migrations.map((migration) => migration.id));
  assert(ids.size === migrations.length, 'two migrations have the same id');
  const own = trx as Transaction<MigrationTables>;
  const applied = await readApplied(own);
  checkKnown(applied, ids);
  for (const migration of migrations) {
    if (applied.has(migration.id)) continue;
    await migration.up(trx.schema, trx);
    await own
      .insertInto('migration')
      .values({ id: migration.id, applied_at_ms: clock.now() })
      .execute();
  }
}

async function readApplied(trx: Transaction<MigrationTables>): Promise<ReadonlySet<string>> {
  // Views are of no program: an extension of the server may have brought them.
  const found = (await trx.introspection.getTables()).filter(({ isView }) => !isView);
  const tables = found.map(({ name }) => name);
  if (tables.includes('migration')) {
    if (!tables.includes('writer')) await createWriters(trx.schema);
    const rows = await trx.selectFrom('migration').select('id').execute();
    return new Set(rows.map((row) => row.id));
  }
  if (tables.length > 0) {
    throw new CaError(
      'bad_data_directory',
      'The database file belongs to another program: name another data directory.',
    );
  }
  await trx.schema
    .createTable('migration')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('applied_at_ms', 'integer', (column) => column.notNull())
    .execute();
  await createWriters(trx.schema);
  return new Set();
}

/** What each process committed last; see `commit-marks.ts`. Only a server needs it. */
async function createWriters(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('writer')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('mark', 'integer', (column) => column.notNull())
    .addColumn('at_ms', 'integer', (column) => column.notNull())
    .execute();
}

function checkKnown(applied: ReadonlySet<string>, known: ReadonlySet<string>): void {
  if ([...applied].every((id) => known.has(id))) return;
  throw new CaError(
    'data_too_new',
    'This data directory was written by a newer version of Certwright: start that version, or restore a backup made before the update.',
  );
}
