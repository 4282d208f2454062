import { identity } from '#db';
import type { Migration } from '#db';

/** Tables of this room, in the order in which they came. */
export const migrations: readonly Migration[] = [
  {
    id: 'users/001',
    up: async (schema) => {
      await schema
        .createTable('user')
        .addColumn('id', 'integer', identity)
        .addColumn('name', 'text', (column) => column.notNull().unique())
        .addColumn('email', 'text', (column) => column.notNull())
        .addColumn('password_hash', 'text', (column) => column.notNull())
        .addColumn('active', 'integer', (column) => column.notNull())
        .addColumn('superuser', 'integer', (column) => column.notNull())
        .addColumn('created_ms', 'integer', (column) => column.notNull())
        .addColumn('updated_ms', 'integer', (column) => column.notNull())
        .execute();
      await schema
        .createTable('permission')
        .addColumn('user_id', 'integer', (column) => column.notNull().references('user.id'))
        .addColumn('name', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('permission_pk', ['user_id', 'name'])
        .execute();
    },
  },
];
