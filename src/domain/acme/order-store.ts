import type { Kysely } from 'kysely';
import { movesTo } from './states.ts';
import type { AcmeTables, AuthorizationRow, NewOrderRow, OrderRow, Trx, Which } from './tables.ts';

/** How an order is named; by slug only together with its owner. */
export type OrderWhere =
  | Which
  | { readonly accountId: number; readonly slug: string }
  | { readonly certificateId: number };

/** An authorization as an order uses it: in the place of which of its identifiers. */
export type PlacedAuthorization = AuthorizationRow & { readonly place: number };

/** The SQL about orders. */
export interface OrderStore {
  find(where: OrderWhere, trx?: Trx): Promise<OrderRow | undefined>;
  /** Those of an account that are open, or have a certificate, the latest first, below an id. */
  list(
    accountId: number,
    page: { readonly belowId: number; readonly limit: number; readonly nowMs: number },
  ): Promise<Pick<OrderRow, 'id' | 'slug'>[]>;
  /** The latest of an authority, the latest first. */
  listLatest(authorityId: number, limit: number): Promise<OrderRow[]>;
  insert(trx: Trx, row: NewOrderRow, authorizationIds: readonly number[]): Promise<number>;
  /** False when it was in no state from which that may be. */
  move(
    trx: Trx,
    which: Which,
    to: OrderRow['status'],
    changes: Partial<OrderRow> & { readonly updated_ms: number },
  ): Promise<boolean>;
  /** The authorizations of an order, in the order of its identifiers. */
  authorizations(orderId: number, trx?: Trx): Promise<PlacedAuthorization[]>;
  /** Orders that use an authorization and are in one of these states. */
  listUsing(
    trx: Trx,
    authorizationId: number,
    statuses: readonly OrderRow['status'][],
  ): Promise<OrderRow[]>;
  /** Orders of an account in one of these states. */
  listIn(trx: Trx, accountId: number, statuses: readonly OrderRow['status'][]): Promise<OrderRow[]>;
  /** Whether an order, not this one, replaces a certificate and has got as far as its own. */
  isReplaced(trx: Trx, authorityId: number, replaces: string, exceptId?: number): Promise<boolean>;
  /** When the `n`th latest order of an account was placed; undefined where there are not so many. */
  nthPlacedMs(trx: Trx, accountId: number, n: number): Promise<number | undefined>;
  /** Open ones whose time is over; those processing that nobody has worked on since `staleMs`. */
  listOverdue(trx: Trx, nowMs: number, limit: number): Promise<OrderRow[]>;
  listStale(staleMs: number, limit: number): Promise<Pick<OrderRow, 'id' | 'slug'>[]>;
  /** Deletes those without certificate that ended before a time; how many there were. */
  purge(trx: Trx, beforeMs: number, limit: number): Promise<number>;
}

type Reader = Kysely<AcmeTables>;

export function createOrderStore(reader: Reader): OrderStore {
  return { ...reads(reader), ...writes };
}

function reads(
  reader: Reader,
): Pick<OrderStore, 'find' | 'list' | 'listLatest' | 'authorizations' | 'listStale'> {
  return {
    find: (where, trx) => {
      const all = (trx ?? reader).selectFrom('acme_order').selectAll();
      if ('certificateId' in where)
        return all.where('certificate_id', '=', where.certificateId).executeTakeFirst();
      const named = all.where('slug', '=', where.slug);
      return (
        'id' in where
          ? named.where('id', '=', where.id)
          : named.where('account_id', '=', where.accountId)
      ).executeTakeFirst();
    },
    list: (accountId, { belowId, limit, nowMs }) =>
      reader
        .selectFrom('acme_order')
        .select(['id', 'slug'])
        .where('account_id', '=', accountId)
        .where('id', '<', belowId)
        .where((where) =>
          where.or([where('expires_ms', '>', nowMs), where('certificate_id', 'is not', null)]),
        )
        .where('status', '!=', 'invalid')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),
    listLatest: (authorityId, limit) =>
      reader
        .selectFrom('acme_order')
        .selectAll()
        .where('authority_id', '=', authorityId)
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),
    authorizations: (orderId, trx) =>
      (trx ?? reader)
        .selectFrom('acme_order_authorization as placed')
        .innerJoin('acme_authorization as own', 'own.id', 'placed.authorization_id')
        .selectAll('own')
        .select('placed.place')
        .where('placed.order_id', '=', orderId)
        .orderBy('placed.place')
        .execute(),
    listStale: (staleMs, limit) =>
      reader
        .selectFrom('acme_order')
        .select(['id', 'slug'])
        .where('status', '=', 'processing')
        .where('updated_ms', '<', staleMs)
        .orderBy('id')
        .limit(limit)
        .execute(),
  };
}

const writes: Omit<OrderStore, keyof ReturnType<typeof reads>> = {
  insert: async (trx, row, authorizationIds) => {
    const inserted = trx.insertInto('acme_order').values(row).returning('id');
    const { id } = await inserted.executeTakeFirstOrThrow();
    const links = authorizationIds.map((authorization_id, place) => ({
      order_id: id,
      place,
      authorization_id,
    }));
    await trx.insertInto('acme_order_authorization').values(links).execute();
    return id;
  },
  move: async (trx, { id, slug }, to, changes) => {
    const { numUpdatedRows } = await trx
      .updateTable('acme_order')
      .set({ ...changes, status: to })
      .where('id', '=', id)
      .where('slug', '=', slug)
      .where('status', 'in', movesTo('order', to))
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  },
  listUsing: (trx, authorizationId, statuses) =>
    trx
      .selectFrom('acme_order')
      .selectAll()
      .where('id', 'in', (from) =>
        from
          .selectFrom('acme_order_authorization')
          .select('order_id')
          .where('authorization_id', '=', authorizationId),
      )
      .where('status', 'in', statuses)
      .orderBy('id')
      .execute(),
  listIn: (trx, accountId, statuses) =>
    trx
      .selectFrom('acme_order')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('status', 'in', statuses)
      .orderBy('id')
      .execute(),
  isReplaced: async (trx, authorityId, replaces, exceptId = 0) => {
    const found = await trx
      .selectFrom('acme_order')
      .select('id')
      .where('authority_id', '=', authorityId)
      .where('replaces', '=', replaces)
      .where('status', 'in', ['processing', 'valid'])
      .where('id', '!=', exceptId)
      .executeTakeFirst();
    return found !== undefined;
  },
  nthPlacedMs: async (trx, accountId, n) => {
    const row = await trx
      .selectFrom('acme_order')
      .select('created_ms')
      .where('account_id', '=', accountId)
      .orderBy('created_ms', 'desc')
      .offset(n - 1)
      .limit(1)
      .executeTakeFirst();
    return row?.created_ms;
  },
  listOverdue: (trx, nowMs, limit) =>
    trx
      .selectFrom('acme_order')
      .selectAll()
      .where('status', 'in', ['pending', 'ready'])
      .where('expires_ms', '<=', nowMs)
      .orderBy('id')
      .limit(limit)
      .execute(),
  purge: async (trx, beforeMs, limit) => {
    const ended = await trx
      .selectFrom('acme_order')
      .select('id')
      .where('status', '=', 'invalid')
      .where('expires_ms', '<', beforeMs)
      .limit(limit)
      .execute();
    const ids = ended.map(({ id }) => id);
    if (ids.length === 0) return 0;
    await trx.deleteFrom('acme_order_authorization').where('order_id', 'in', ids).execute();
    await trx.deleteFrom('acme_order').where('id', 'in', ids).execute();
    return ids.length;
  },
};
