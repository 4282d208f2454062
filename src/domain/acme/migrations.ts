import type { Migration } from '#db';

/** Tables of this room, in the order in which they came. */
export const migrations: readonly Migration[] = [
  {
    id: 'acme/001',
    up: async (schema) => {
      await schema
        .createTable('acme_policy')
        .addColumn('authority_id', 'integer', (column) =>
          column.primaryKey().references('authority.id'),
        )
        .addColumn('enabled', 'integer', (column) => column.notNull())
        .addColumn('registration', 'integer', (column) => column.notNull())
        .addColumn('profile', 'text', (column) => column.notNull())
        .addColumn('requires_contact', 'integer', (column) => column.notNull())
        .execute();
    },
  },
];
