import { CaError } from '#base';
import type { OrderPage } from './acme.ts';
import type { Context } from './context.ts';
import type { AcmeAccount, AcmeOrder } from './record.ts';
import { toOrder } from './rows.ts';
import type { OrderRow, Trx } from './tables.ts';

const pageSize = 100;
const peopleSee = 1000;

/** An order of this account. @throws CaError `unauthorized` for a slug that is nobody's or another's */
export async function getOrder(
  context: Context,
  account: AcmeAccount,
  slug: string,
): Promise<AcmeOrder> {
  return showOrder(context, await requireOrder(context, account, slug));
}

/** The row of an order of this account; throws as {@link getOrder}. */
export async function requireOrder(
  { store }: Context,
  { id }: AcmeAccount,
  slug: string,
  trx?: Trx,
): Promise<OrderRow> {
  const row = await store.orders.find({ accountId: id, slug }, trx);
  if (!row) throw new CaError('unauthorized', 'There is no such order of this account.');
  return row;
}

/** What a row of an order means now. */
async function showOrder({ clock, store }: Context, row: OrderRow, trx?: Trx): Promise<AcmeOrder> {
  return toOrder(row, await store.orders.authorizations(row.id, trx), clock.now());
}

/** The orders of an account, a page at a time; see `Acme.listOrders`. */
export async function listOrders(
  { clock, store }: Context,
  { id }: AcmeAccount,
  after: string | undefined,
): Promise<OrderPage> {
  if (after !== undefined && !/^[1-9]\d{0,14}$/.test(after))
    throw new CaError('bad_request', 'There is no such page.');
  const belowId = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after);
  const page = { belowId, limit: pageSize + 1, nowMs: clock.now() };
  const rows = await store.orders.list(id, page);
  const shown = rows.slice(0, pageSize);
  const last = rows.length > pageSize ? shown.at(-1) : undefined;
  return { orders: shown.map(({ slug }) => slug), next: last ? String(last.id) : null };
}

/** The latest orders of an authority, for people. */
export async function ordersOf(
  context: Context,
  authority: { readonly id: number },
): Promise<AcmeOrder[]> {
  const rows = await context.store.orders.listLatest(authority.id, peopleSee);
  return Promise.all(rows.map((row) => showOrder(context, row)));
}
