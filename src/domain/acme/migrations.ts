import type { ColumnDefinitionBuilder, CreateTableBuilder } from 'kysely';
import { blob, identity } from '#db';
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
  {
    id: 'acme/002',
    up: async (schema) => {
      await schema
        .alterTable('acme_policy')
        .addColumn('settings', 'text', (column) => column.notNull().defaultTo('{}'))
        .execute();
      await createAccounts(schema);
      await createOrders(schema);
      await createChallenges(schema);
      for (const [table, ...columns] of indexes)
        await schema
          .createIndex(`${table}_${columns.join('_')}`)
          .on(table)
          .columns(columns)
          .execute();
    },
  },
];

const indexes: readonly (readonly [table: string, ...columns: string[]])[] = [
  ['acme_account', 'authority_id', 'client', 'created_ms'],
  ['acme_binding', 'authority_id', 'id'],
  ['acme_order', 'account_id', 'id'],
  ['acme_order', 'account_id', 'created_ms'],
  ['acme_order', 'authority_id', 'id'],
  ['acme_order', 'status', 'expires_ms'],
  ['acme_order', 'replaces'],
  ['acme_authorization', 'account_id', 'value', 'status'],
  ['acme_authorization', 'account_id', 'status', 'expires_ms'],
  ['acme_authorization', 'status', 'expires_ms'],
  ['acme_order_authorization', 'authorization_id'],
  ['acme_challenge', 'authorization_id'],
  ['acme_challenge', 'account_id', 'status', 'updated_ms'],
  ['acme_challenge', 'status', 'next_ms'],
  ['acme_nonce', 'expires_ms'],
];

type Schema = Parameters<Migration['up']>[0];

async function createAccounts(schema: Schema): Promise<void> {
  await owned(schema.createTable('acme_binding'))
    .addColumn('key_id', 'text', (column) => column.notNull().unique())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('secret', 'text')
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('profile', 'text')
    .addColumn('names', 'text', (column) => column.notNull())
    .addColumn('created_ms', 'integer', (column) => column.notNull())
    .addColumn('expires_ms', 'integer')
    .execute();
  await owned(schema.createTable('acme_account'))
    .addColumn('slug', 'text', (column) => column.notNull().unique())
    .addColumn('authority_serial', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('thumbprint', 'text', (column) => column.notNull())
    .addColumn('jwk', 'text', (column) => column.notNull())
    .addColumn('spki', blob, (column) => column.notNull())
    .addColumn('algorithm', 'text', (column) => column.notNull())
    .addColumn('contact', 'text', (column) => column.notNull())
    .addColumn('terms_agreed', 'integer', (column) => column.notNull())
    .addColumn('binding_id', 'integer', (column) => column.unique().references('acme_binding.id'))
    .addColumn('client', 'text')
    .addColumn('created_ms', 'integer', (column) => column.notNull())
    .addColumn('updated_ms', 'integer', (column) => column.notNull())
    .addUniqueConstraint('acme_account_key', ['authority_id', 'thumbprint'])
    .execute();
}

async function createOrders(schema: Schema): Promise<void> {
  await owned(schema.createTable('acme_order'))
    .addColumn('slug', 'text', (column) => column.notNull().unique())
    .addColumn('account_id', 'integer', account)
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('expires_ms', 'integer', (column) => column.notNull())
    .addColumn('identifiers', 'text', (column) => column.notNull())
    .addColumn('not_before_ms', 'integer')
    .addColumn('not_after_ms', 'integer')
    .addColumn('profile', 'text')
    .addColumn('replaces', 'text')
    .addColumn('csr', blob)
    .addColumn('certificate_id', 'integer', (column) =>
      column.unique().references('certificate.id'),
    )
    .addColumn('error', 'text')
    .addColumn('created_ms', 'integer', (column) => column.notNull())
    .addColumn('updated_ms', 'integer', (column) => column.notNull())
    .execute();
  await owned(schema.createTable('acme_authorization'))
    .addColumn('slug', 'text', (column) => column.notNull().unique())
    .addColumn('account_id', 'integer', account)
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('wildcard', 'integer', (column) => column.notNull())
    .addColumn('subdomains', 'integer', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('expires_ms', 'integer', (column) => column.notNull())
    .addColumn('caa_ms', 'integer')
    .addColumn('created_ms', 'integer', (column) => column.notNull())
    .addColumn('updated_ms', 'integer', (column) => column.notNull())
    .execute();
  await schema
    .createTable('acme_order_authorization')
    .addColumn('order_id', 'integer', (column) => column.notNull().references('acme_order.id'))
    .addColumn('place', 'integer', (column) => column.notNull())
    .addColumn('authorization_id', 'integer', authorization)
    .addPrimaryKeyConstraint('acme_order_place', ['order_id', 'place'])
    .execute();
}

async function createChallenges(schema: Schema): Promise<void> {
  await schema
    .createTable('acme_challenge')
    .addColumn('id', 'integer', identity)
    .addColumn('slug', 'text', (column) => column.notNull().unique())
    .addColumn('authorization_id', 'integer', authorization)
    .addColumn('account_id', 'integer', account)
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('token', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('next_ms', 'integer')
    .addColumn('validated_ms', 'integer')
    .addColumn('error', 'text')
    .addColumn('updated_ms', 'integer', (column) => column.notNull())
    .execute();
  await schema
    .createTable('acme_secret')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('value', blob, (column) => column.notNull())
    .execute();
  await schema
    .createTable('acme_nonce')
    .addColumn('nonce', 'text', (column) => column.primaryKey().notNull())
    .addColumn('expires_ms', 'integer', (column) => column.notNull())
    .execute();
}

/** The beginning of a table whose rows belong to an authority. */
function owned<Name extends string>(
  table: CreateTableBuilder<Name>,
): CreateTableBuilder<Name, 'id' | 'authority_id'> {
  return table
    .addColumn('id', 'integer', identity)
    .addColumn('authority_id', 'integer', (column) => column.notNull().references('authority.id'));
}

function account(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull().references('acme_account.id');
}

function authorization(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull().references('acme_authorization.id');
}
