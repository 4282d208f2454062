import { identity } from '#db';
import type { Migration } from '#db';

/** Tables of this room, in the order in which they came. */
export const migrations: readonly Migration[] = [
  {
    id: 'notices/001',
    up: async (schema) => {
      await schema
        .createTable('watcher')
        .addColumn('id', 'integer', identity)
        .addColumn('email', 'text', (column) => column.notNull().unique())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('created_ms', 'integer', (column) => column.notNull())
        .execute();
      await schema
        .createTable('watch')
        .addColumn('watcher_id', 'integer', (column) => column.notNull().references('watcher.id'))
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('subject_id', 'integer', (column) => column.notNull())
        .addColumn('ends_ms', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('watch_pk', ['kind', 'subject_id', 'watcher_id'])
        .execute();
      await schema.createIndex('watch_end').on('watch').columns(['kind', 'ends_ms']).execute();
      await schema
        .createTable('notice')
        .addColumn('id', 'integer', identity)
        .addColumn('watcher_id', 'integer', (column) => column.notNull().references('watcher.id'))
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('subject_id', 'integer', (column) => column.notNull())
        .addColumn('ends_ms', 'integer', (column) => column.notNull())
        .addColumn('days', 'integer', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('created_ms', 'integer', (column) => column.notNull())
        .addColumn('updated_ms', 'integer', (column) => column.notNull())
        .addUniqueConstraint('notice_once', ['watcher_id', 'kind', 'subject_id', 'ends_ms', 'days'])
        .execute();
      await schema
        .createIndex('notice_state')
        .on('notice')
        .columns(['state', 'watcher_id'])
        .execute();
    },
  },
];
