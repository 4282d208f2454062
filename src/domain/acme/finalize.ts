import { CaError } from '#base';
import { readAccount, recordAct } from './accounts.ts';
import { bookIssue } from './book-issue.ts';
import type { Context } from './context.ts';
import { readOrderCsr } from './csr-names.ts';
import { parseIdentifiers } from './identifiers.ts';
import { lawOf, requireOpen } from './law.ts';
import { getOrder, requireOrder } from './orders.ts';
import type { AcmeAccount, AcmeOrder } from './record.ts';
import { identifiersOf, statusOfOrder } from './rows.ts';
import type { OrderRow, Trx } from './tables.ts';

/** Takes the CSR of an order and books the job that issues; see `Acme.finalize`. */
export async function finalize(
  context: Context,
  account: AcmeAccount,
  slug: string,
  csrDer: Uint8Array,
): Promise<AcmeOrder> {
  const { authorities, clock, db } = context;
  await requireOpen(context, await authorities.get({ id: account.authorityId }));
  const order = await requireOrder(context, account, slug);
  requireReady(order, clock.now());
  const identifiers = identifiersOf(order);
  const csr = readOrderCsr(csrDer, identifiers, account.key);
  // What the policy has come to deny since the order was placed is not certified.
  parseIdentifiers(identifiers, await lawOf(context, account));
  await db.transaction((trx: Trx) => accept(context, trx, { account, slug, csr: csr.der }));
  return getOrder(context, account, slug);
}

async function accept(
  context: Context,
  trx: Trx,
  { account, slug, csr }: { account: AcmeAccount; slug: string; csr: Uint8Array },
): Promise<void> {
  const { clock, store } = context;
  const nowMs = clock.now();
  await readAccount(context, trx, account);
  const order = await requireOrder(context, account, slug, trx);
  requireReady(order, nowMs);
  const { id, replaces } = order;
  if (replaces !== null && (await store.orders.isReplaced(trx, order.authority_id, replaces, id)))
    throw new CaError('already_replaced', 'Another order has replaced this certificate.');
  const moved = await store.orders.move(trx, order, 'processing', { csr, updated_ms: nowMs });
  if (!moved) throw notReady(order.status);
  await bookIssue(context, trx, order);
  await recordAct(context, trx, { type: 'acme_order.finalized', account }, { order: slug });
}

function requireReady(order: OrderRow, nowMs: number): void {
  const status = statusOfOrder(order, nowMs);
  if (status !== 'ready') throw notReady(status);
}

function notReady(status: string): CaError {
  return new CaError('order_not_ready', `The order is ${status}, not ready for its CSR.`);
}
