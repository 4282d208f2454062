import type { Insertable, Kysely } from 'kysely';
import { present } from '#base';
import { compileOnce, compileRows, sendOnce, type Later } from '#db';
import type { CertificateTables, OrderRow, OrderTable, Trx } from './tables.ts';

/** How an order ended. */
export type OrderResult = Pick<
  OrderRow,
  'status' | 'serial' | 'error_code' | 'error_detail' | 'updated_ms'
>;

/** Which order: a database that has lost rows gives their ids out anew. */
export type WhichOrder = Pick<OrderRow, 'id' | 'slug'>;

/** All SQL about orders. */
export interface OrderStore {
  /** Gives the ids in the order of the rows. */
  insertOrders(trx: Trx, rows: readonly Insertable<OrderTable>[]): Promise<number[]>;
  findOrder(which: Pick<OrderRow, 'slug'>): Promise<OrderRow | undefined>;
  /** Those of these orders that are no longer pending. */
  listEnded(ids: readonly number[]): Promise<OrderRow[]>;
  /** Moves an order on from pending; false when it was no longer pending, or is not on record any more. */
  finishOrder(trx: Trx, which: WhichOrder, result: OrderResult): Later<boolean>;
}

export function createOrderStore(reader: Kysely<CertificateTables>): OrderStore {
  const insert = compileRows(reader, (to, rows: readonly Insertable<OrderTable>[]) =>
    to.insertInto('certificate_order').values(rows).returning(['id', 'slug']),
  );
  const find = compileOnce(reader, (from, { slug }: Pick<OrderRow, 'slug'>) =>
    from.selectFrom('certificate_order').selectAll().where('slug', '=', slug),
  );
  const finish = sendOnce(reader, (to, { id, slug, ...result }: OrderResult & WhichOrder) =>
    to
      .updateTable('certificate_order')
      .set(result)
      .where('id', '=', id)
      .where('slug', '=', slug)
      .where('status', '=', 'pending'),
  );
  return {
    insertOrders: async (trx, rows) => {
      const ids = new Map((await insert(rows, trx)).map(({ id, slug }) => [slug, id]));
      return rows.map(({ slug }) => present(ids.get(slug), 'inserted row'));
    },
    findOrder: async ({ slug }) => (await find({ slug })).rows[0],
    listEnded: async (ids) => {
      if (ids.length === 0) return [];
      return reader
        .selectFrom('certificate_order')
        .selectAll()
        .where('id', 'in', padded(ids))
        .where('status', '<>', 'pending')
        .execute();
    },
    finishOrder: (trx, { id, slug }, result) =>
      finish({ id, slug, ...result }, trx).map(({ numAffectedRows }) => numAffectedRows === 1n),
  };
}

/** The same set as a list of 4, 16, 64, … so that few texts ask for any number of them. */
function padded(ids: readonly number[]): readonly number[] {
  let size = 4;
  while (size < ids.length) size *= 4;
  return Array.from({ length: size }, (_, at) => ids[Math.min(at, ids.length - 1)] ?? 0);
}
