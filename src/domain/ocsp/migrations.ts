import { blob, identity } from '#db';
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
  {
    id: 'ocsp/002',
    up: async (schema) => {
      await schema
        .createTable('ocsp_responder')
        .addColumn('id', 'integer', identity)
        .addColumn('authority_id', 'integer', (column) =>
          column.notNull().references('authority.id'),
        )
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('key_backend', 'text', (column) => column.notNull())
        .addColumn('key_ref', 'text', (column) => column.notNull())
        .addColumn('certificate_id', 'integer', (column) => column.references('certificate.id'))
        .addColumn('der', blob)
        .addColumn('not_before_ms', 'integer')
        .addColumn('not_after_ms', 'integer')
        .addColumn('created_ms', 'integer', (column) => column.notNull())
        .execute();
      await schema
        .createIndex('ocsp_responder_authority')
        .on('ocsp_responder')
        .columns(['authority_id', 'not_after_ms'])
        .execute();
    },
  },
  {
    id: 'ocsp/003',
    up: async (schema) => {
      await schema
        .createTable('ocsp_answer')
        .addColumn('id', 'integer', identity)
        .addColumn('authority_id', 'integer', (column) =>
          column.notNull().references('authority.id'),
        )
        .addColumn('serial', 'text', (column) => column.notNull())
        .addColumn('hash', 'text', (column) => column.notNull())
        .addColumn('revoked_ms', 'integer')
        .addColumn('reason', 'text')
        .addColumn('this_update_ms', 'integer', (column) => column.notNull())
        .addColumn('next_update_ms', 'integer', (column) => column.notNull())
        .addColumn('renew_ms', 'integer', (column) => column.notNull())
        .addColumn('until_ms', 'integer', (column) => column.notNull())
        .addColumn('tbs', blob)
        .addColumn('der', blob)
        .execute();
      await schema
        .createIndex('ocsp_answer_certificate')
        .on('ocsp_answer')
        .columns(['authority_id', 'serial', 'hash', 'id'])
        .execute();
      await schema
        .createIndex('ocsp_answer_renewal')
        .on('ocsp_answer')
        .columns(['renew_ms', 'id'])
        .execute();
    },
  },
];
