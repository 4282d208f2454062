import type { Migration } from '#db';

/** Tables of this room, in the order in which they came. */
export const migrations: readonly Migration[] = [
  {
    id: 'fence/001',
    up: (schema) =>
      schema
        .createTable('fence')
        .addColumn('one', 'integer', (column) => column.primaryKey().notNull())
        .addColumn('closed_ms', 'integer', (column) => column.notNull())
        .execute(),
  },
];
