import { sql } from 'kysely';
import { blob, identity } from '#db';
import type { Migration } from '#db';
import { addRevocation } from './revocation-columns.ts';

/** Tables of this room, in the order in which they came. */
export const migrations: readonly Migration[] = [
  {
    id: 'authorities/001',
    up: async (schema) => {
      await schema
        .createTable('authority')
        .addColumn('id', 'integer', identity)
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('serial', 'text', (column) => column.notNull().unique())
        .addColumn('parent_id', 'integer', (column) => column.references('authority.id'))
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('tbs', blob)
        .addColumn('der', blob)
        .addColumn('enabled', 'integer', (column) => column.notNull())
        .addColumn('api_enabled', 'integer', (column) => column.notNull())
        .addColumn('key_backend', 'text', (column) => column.notNull())
        .addColumn('key_ref', 'text', (column) => column.notNull())
        .addColumn('sign', 'text', (column) => column.notNull())
        .addColumn('caa_identity', 'text', (column) => column.notNull())
        .addColumn('website', 'text', (column) => column.notNull())
        .addColumn('terms_of_service', 'text', (column) => column.notNull())
        .addColumn('not_before_ms', 'integer', (column) => column.notNull())
        .addColumn('not_after_ms', 'integer', (column) => column.notNull())
        .$call(addRevocation)
        .addColumn('created_ms', 'integer', (column) => column.notNull())
        .addColumn('updated_ms', 'integer', (column) => column.notNull())
        .execute();
      await schema
        .createIndex('authority_name')
        .unique()
        .on('authority')
        .column('name')
        .where(sql.ref('state'), '=', sql.lit('ready'))
        .execute();
    },
  },
  {
    id: 'authorities/002',
    up: async (schema) => {
      await schema.alterTable('authority').addColumn('csr', blob).execute();
      await schema.alterTable('authority').addColumn('outside', 'text').execute();
      await schema.dropIndex('authority_name').execute();
      await schema
        .createIndex('authority_name')
        .unique()
        .on('authority')
        .column('name')
        .where(sql.ref('state'), 'in', sql`('ready', 'requested')`)
        .execute();
      await schema
        .createTable('authority_certificate')
        .addColumn('id', 'integer', identity)
        .addColumn('authority_id', 'integer', (column) =>
          column.notNull().references('authority.id'),
        )
        .addColumn('issuer_id', 'integer', (column) => column.references('authority.id'))
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('serial', 'text', (column) => column.notNull().unique())
        .addColumn('tbs', blob)
        .addColumn('der', blob)
        .addColumn('outside', 'text')
        .addColumn('not_before_ms', 'integer', (column) => column.notNull())
        .addColumn('not_after_ms', 'integer', (column) => column.notNull())
        .$call(addRevocation)
        .addColumn('created_ms', 'integer', (column) => column.notNull())
        .addColumn('updated_ms', 'integer', (column) => column.notNull())
        .execute();
      await schema
        .createIndex('authority_certificate_authority')
        .on('authority_certificate')
        .column('authority_id')
        .execute();
      await schema
        .createIndex('authority_certificate_issuer')
        .on('authority_certificate')
        .column('issuer_id')
        .execute();
    },
  },
];
