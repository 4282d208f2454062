import type { Migration } from '#db';

/** Tables of this room, in the order in which they came. */
export const migrations: readonly Migration[] = [
  {
    id: 'ocsp/001',
    up: async (schema) => {
      await schema
        .createTable('ocsp_policy')
        .addColumn('authority_id', 'integer', (column) =>
          column.primaryKey().references('authority.id'),
        )
        .addColumn('key_backend', 'text', (column) => column.notNull())
        .addColumn('responder_key_validity_days', 'integer', (column) => column.notNull())
        .addColumn('response_validity_seconds', 'integer', (column) => column.notNull())
        .execute();
    },
  },
];
