import { identity } from '#db';
import type { Migration } from '#db';

/** Tables of this room, in the order in which they came. */
export const migrations: readonly Migration[] = [
  {
    id: 'events/001',
    up: async (schema) => {
      await schema
        .createTable('event')
        .addColumn('id', 'integer', identity)
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('at_ms', 'integer', (column) => column.notNull())
        .addColumn('actor', 'text')
        .addColumn('subjects', 'text', (column) => column.notNull())
        .addColumn('payload', 'text', (column) => column.notNull())
        .addColumn('previous_hash', 'text', (column) => column.notNull())
        .addColumn('hash', 'text', (column) => column.notNull())
        .execute();
      await schema.createIndex('event_type').on('event').columns(['type', 'id']).execute();
      await schema
        .createTable('event_cursor')
        .addColumn('name', 'text', (column) => column.primaryKey().notNull())
        .addColumn('event_id', 'integer', (column) => column.notNull())
        .execute();
    },
  },
  {
    id: 'events/002',
    up: async (schema) => {
      await schema
        .createTable('event_last')
        .addColumn('one', 'integer', (column) => column.primaryKey().notNull())
        .addColumn('event_id', 'integer', (column) => column.notNull())
        .execute();
    },
  },
];
