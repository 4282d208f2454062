import { blob } from '#db';
import type { Migration } from '#db';

/** Tables of this room, in the order in which they came. */
export const migrations: readonly Migration[] = [
  {
    id: 'keys/001',
    up: async (schema) => {
      await schema
        .createTable('stored_key')
        .addColumn('id', 'text', (column) => column.primaryKey().notNull())
        .addColumn('backend', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('sealed', blob, (column) => column.notNull())
        .addColumn('created_ms', 'integer', (column) => column.notNull())
        .execute();
    },
  },
];
