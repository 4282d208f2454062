import type { Context } from './context.ts';
import type { AcmeProblem } from './record.ts';
import type { AuthorizationRow, Trx } from './tables.ts';

/** Orders that cannot come to an end without an authorization become invalid; gives their slugs. */
export async function endOrdersUsing(
  { clock, store }: Context,
  trx: Trx,
  { id, type, value }: AuthorizationRow,
  problem: AcmeProblem,
): Promise<string[]> {
  const orders = await store.orders.listUsing(trx, id, ['pending', 'ready']);
  const subproblem = { ...problem, identifier: { type, value } };
  const error = JSON.stringify({ ...problem, subproblems: [subproblem] });
  for (const order of orders)
    await store.orders.move(trx, order, 'invalid', { error, updated_ms: clock.now() });
  return orders.map(({ slug }) => slug);
}

/** Orders whose every authorization is valid now become ready; gives their slugs. */
export async function readyOrdersUsing(
  { clock, store }: Context,
  trx: Trx,
  { id }: AuthorizationRow,
): Promise<string[]> {
  const nowMs = clock.now();
  const ready: string[] = [];
  for (const order of await store.orders.listUsing(trx, id, ['pending'])) {
    const all = await store.orders.authorizations(order.id, trx);
    const isReady = all.every((each) => each.status === 'valid' && each.expires_ms > nowMs);
    if (!isReady || order.expires_ms <= nowMs) continue;
    await store.orders.move(trx, order, 'ready', { updated_ms: nowMs });
    ready.push(order.slug);
  }
  return ready;
}
