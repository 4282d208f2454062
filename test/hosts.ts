import type { Generated } from 'kysely';
import { identity, openDatabase, type Database, type Migration } from '#db';
import { testDatabase } from '#oracles';

/** A table to try statements on. */
export interface HostTables {
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

/** A new database with no hosts yet, of the kind that the tests run on. */
export async function openHosts(): Promise<Database> {
  return openDatabase({ url: await testDatabase(), migrations });
}
