import { sql } from 'kysely';
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
  {
    id: 'users/002',
    up: async (schema) => {
      await schema
        .createTable('scoped_permission')
        .addColumn('user_id', 'integer', (column) => column.notNull().references('user.id'))
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('authority_id', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('scoped_permission_pk', ['user_id', 'name', 'authority_id'])
        .execute();
      await schema
        .createTable('user_group')
        .addColumn('id', 'integer', identity)
        .addColumn('name', 'text', (column) => column.notNull().unique())
        .addColumn('created_ms', 'integer', (column) => column.notNull())
        .addColumn('updated_ms', 'integer', (column) => column.notNull())
        .execute();
      await schema
        .createTable('group_permission')
        .addColumn('group_id', 'integer', (column) => column.notNull().references('user_group.id'))
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('authority_id', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('group_permission_pk', ['group_id', 'name', 'authority_id'])
        .execute();
      await schema
        .createTable('group_member')
        .addColumn('user_id', 'integer', (column) => column.notNull().references('user.id'))
        .addColumn('group_id', 'integer', (column) => column.notNull().references('user_group.id'))
        .addPrimaryKeyConstraint('group_member_pk', ['user_id', 'group_id'])
        .execute();
      await schema
        .createIndex('group_member_group')
        .on('group_member')
        .columns(['group_id', 'user_id'])
        .execute();
      await schema
        .createTable('api_token')
        .addColumn('id', 'integer', identity)
        .addColumn('user_id', 'integer', (column) => column.notNull().references('user.id'))
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('hash', 'text', (column) => column.notNull().unique())
        .addColumn('created_ms', 'integer', (column) => column.notNull())
        .addColumn('expires_ms', 'integer', (column) => column.notNull())
        .addColumn('last_used_ms', 'integer')
        .addColumn('revoked_ms', 'integer')
        .execute();
      await schema
        .createIndex('api_token_name')
        .on('api_token')
        .columns(['user_id', 'name'])
        .unique()
        .where(sql.ref('revoked_ms'), 'is', null)
        .execute();
    },
  },
];
