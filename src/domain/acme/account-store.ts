import type { Kysely, SelectQueryBuilder } from 'kysely';
import { movesTo } from './states.ts';
import type { AccountRow, AcmeTables, BindingRow, NewAccountRow, Trx, Which } from './tables.ts';

/** How an account is named. */
export type AccountWhere =
  | { readonly id: number }
  | { readonly authorityId: number; readonly thumbprint: string }
  | { readonly authorityId: number; readonly slug: string };

/** An account with the id that its binding is known by. */
export type BoundAccountRow = AccountRow & { readonly binding: string | null };

/** A binding with the slug of the account that used it. */
export type UsedBindingRow = BindingRow & { readonly account: string | null };

/** The SQL about accounts and bindings. */
export interface AccountStore {
  find(where: AccountWhere, trx?: Trx): Promise<BoundAccountRow | undefined>;
  list(authorityId: number): Promise<BoundAccountRow[]>;
  insert(trx: Trx, row: NewAccountRow): Promise<number>;
  /** Changes a valid one; false when there is no such account any more. */
  update(
    trx: Trx,
    id: number,
    changes: Partial<Omit<AccountRow, 'id' | 'status'>>,
  ): Promise<boolean>;
  /** False when it was not valid any more. */
  move(trx: Trx, which: Which, to: AccountRow['status'], nowMs: number): Promise<boolean>;
  /** When the `n`th latest account of an authority was made from an address; undefined where there are not so many. */
  nthMadeMs(
    trx: Trx,
    from: { readonly authorityId: number; readonly client: string },
    n: number,
  ): Promise<number | undefined>;

  findBinding(
    where: { readonly id: number } | { readonly authorityId: number; readonly keyId: string },
    trx?: Trx,
  ): Promise<UsedBindingRow | undefined>;
  listBindings(authorityId: number): Promise<UsedBindingRow[]>;
  insertBinding(trx: Trx, row: Omit<BindingRow, 'id'>): Promise<number>;
  /** Takes it out of use and forgets its secret; false when it was not open any more. */
  closeBinding(trx: Trx, id: number, status: 'used' | 'revoked'): Promise<boolean>;
}

export function createAccountStore(reader: Kysely<AcmeTables>): AccountStore {
  return {
    find: (where, trx = reader as Trx) => narrow(accounts(trx), where).executeTakeFirst(),
    list: (authorityId) =>
      accounts(reader)
        .where('acme_account.authority_id', '=', authorityId)
        .orderBy('acme_account.id')
        .execute(),
    findBinding: (where, trx = reader as Trx) => {
      const all = bindings(trx);
      return (
        'id' in where
          ? all.where('acme_binding.id', '=', where.id)
          : all
              .where('acme_binding.authority_id', '=', where.authorityId)
              .where('key_id', '=', where.keyId)
      ).executeTakeFirst();
    },
    listBindings: (authorityId) =>
      bindings(reader)
        .where('acme_binding.authority_id', '=', authorityId)
        .orderBy('acme_binding.id')
        .execute(),
    ...writes,
  };
}

type Reader = Kysely<AcmeTables>;

function accounts(from: Reader): SelectQueryBuilder<AcmeTables, 'acme_account', BoundAccountRow> {
  return from
    .selectFrom('acme_account')
    .leftJoin('acme_binding', 'acme_binding.id', 'acme_account.binding_id')
    .selectAll('acme_account')
    .select('acme_binding.key_id as binding');
}

function bindings(from: Reader): SelectQueryBuilder<AcmeTables, 'acme_binding', UsedBindingRow> {
  return from
    .selectFrom('acme_binding')
    .leftJoin('acme_account', 'acme_account.binding_id', 'acme_binding.id')
    .selectAll('acme_binding')
    .select('acme_account.slug as account');
}

function narrow<O>(
  query: SelectQueryBuilder<AcmeTables, 'acme_account', O>,
  where: AccountWhere,
): SelectQueryBuilder<AcmeTables, 'acme_account', O> {
  if ('id' in where) return query.where('acme_account.id', '=', where.id);
  const own = query.where('acme_account.authority_id', '=', where.authorityId);
  return 'slug' in where
    ? own.where('acme_account.slug', '=', where.slug)
    : own.where('acme_account.thumbprint', '=', where.thumbprint);
}

const writes: Omit<AccountStore, 'find' | 'list' | 'findBinding' | 'listBindings'> = {
  insert: async (trx, row) => {
    const inserted = trx.insertInto('acme_account').values(row).returning('id');
    return (await inserted.executeTakeFirstOrThrow()).id;
  },
  update: async (trx, id, changes) => {
    const { numUpdatedRows } = await trx
      .updateTable('acme_account')
      .set(changes)
      .where('id', '=', id)
      .where('status', '=', 'valid')
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  },
  move: async (trx, { id, slug }, to, nowMs) => {
    const { numUpdatedRows } = await trx
      .updateTable('acme_account')
      .set({ status: to, updated_ms: nowMs })
      .where('id', '=', id)
      .where('slug', '=', slug)
      .where('status', 'in', movesTo('account', to))
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  },
  nthMadeMs: async (trx, { authorityId, client }, n) => {
    const row = await trx
      .selectFrom('acme_account')
      .select('created_ms')
      .where('authority_id', '=', authorityId)
      .where('client', '=', client)
      .orderBy('created_ms', 'desc')
      .offset(n - 1)
      .limit(1)
      .executeTakeFirst();
    return row?.created_ms;
  },
  insertBinding: async (trx, row) => {
    const inserted = trx.insertInto('acme_binding').values(row).returning('id');
    return (await inserted.executeTakeFirstOrThrow()).id;
  },
  closeBinding: async (trx, id, status) => {
    const { numUpdatedRows } = await trx
      .updateTable('acme_binding')
      .set({ status, secret: null })
      .where('id', '=', id)
      .where('status', '=', 'open')
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  },
};
