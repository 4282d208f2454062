import { afterCommit } from '#db';
import type { Context } from './context.ts';
import type { Beginning, Begun } from './issuance.ts';
import type { Trx } from './tables.ts';

/** The job that works on an order, by its name in the queue. */
export const orderJob = 'certificate.issue';

/** Puts all of them on record, in one transaction. */
export function beginAll(context: Context, all: readonly Beginning[]): Promise<readonly Begun[]> {
  return context.db.transaction(async (trx: Trx) => {
    const orderIds = await recordOrders(context, trx, all);
    const certificateIds = await recordIntents(context, trx, all, orderIds);
    const begun = all.map((_, at) => ({
      orderId: orderIds[at] ?? 0,
      certificateId: certificateIds[at] ?? 0,
    }));
    for (const [at, { order }] of all.entries()) {
      const ids = begun[at];
      if (!order || !ids) continue;
      afterCommit(trx, () => order.booked(ids));
      await context.jobs.book(trx, orderJob, { slug: order.row.slug });
    }
    return begun;
  });
}

async function recordOrders(
  { store }: Context,
  trx: Trx,
  all: readonly Beginning[],
): Promise<readonly number[]> {
  const ids = await store.insertOrders(
    trx,
    all.flatMap(({ order }) => (order ? [order.row] : [])),
  );
  return inPlaces(all, ({ order }) => order !== undefined, ids);
}

async function recordIntents(
  { store }: Context,
  trx: Trx,
  all: readonly Beginning[],
  orderIds: readonly number[],
): Promise<readonly number[]> {
  const ids = await store.insertAll(
    trx,
    all.flatMap(({ intent }, at) =>
      intent ? [{ ...intent, order_id: orderIds[at] || (intent.order_id ?? null) }] : [],
    ),
  );
  return inPlaces(all, ({ intent }) => intent !== undefined, ids);
}

/** Ids of those that have one, at their places; 0 at the others. */
function inPlaces(
  all: readonly Beginning[],
  has: (one: Beginning) => boolean,
  ids: readonly number[],
): number[] {
  let next = 0;
  return all.map((one) => (has(one) ? (ids[next++] ?? 0) : 0));
}
