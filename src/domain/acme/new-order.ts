import { CaError, present, randomText } from '#base';
import type { Authority } from '#authorities';
import { actorOf, readAccount } from './accounts.ts';
import type { NewOrder } from './acme.ts';
import type { Context } from './context.ts';
import { needOf, parseIdentifiers } from './identifiers.ts';
import { lawOf, requireOpen, type AccountLaw } from './law.ts';
import { requireRoom } from './limits.ts';
import { chooseProfile } from './order-profile.ts';
import { checkTimes } from './order-times.ts';
import { authorizeNeeds, requireFewFailures } from './place-authorizations.ts';
import type { AcmeAccount, AcmeOrder, OrderIdentifier } from './record.ts';
import { requireReplaceable } from './replaces.ts';
import { toOrder } from './rows.ts';
import type { Trx } from './tables.ts';

/** Records an order and what it needs, each identifier with its authorization; see `Acme.newOrder`. */
export async function newOrder(
  context: Context,
  account: AcmeAccount,
  asked: NewOrder,
): Promise<AcmeOrder> {
  const authority = await context.authorities.get({ id: account.authorityId });
  await requireOpen(context, authority);
  const law = await lawOf(context, account);
  const identifiers = parseIdentifiers(asked.identifiers, law);
  const profile = chooseProfile(context, law, asked.profile);
  checkTimes(asked, { authority, profile, nowMs: context.clock.now() });
  if (asked.replaces !== undefined)
    await requireReplaceable(context, { authority, account, identifiers }, asked.replaces);
  return context.db.transaction((trx: Trx) =>
    place(context, trx, { authority, account, law, identifiers, asked }),
  );
}

interface Placing {
  readonly authority: Authority;
  readonly account: AcmeAccount;
  readonly law: AccountLaw;
  readonly identifiers: readonly OrderIdentifier[];
  readonly asked: NewOrder;
}

async function place(context: Context, trx: Trx, placing: Placing): Promise<AcmeOrder> {
  const { authority, account, law, identifiers, asked } = placing;
  const { clock, events, store } = context;
  const nowMs = clock.now();
  await readAccount(context, trx, account);
  await requireOrders(context, trx, placing);
  const expires = nowMs + law.policy.orderLifeMs;
  const needs = identifiers.map(needOf);
  const authorizations = await authorizeNeeds(
    context,
    trx,
    { authority, account, law, expires },
    needs,
  );
  const isReady = authorizations.every(({ status }) => status === 'valid');
  const slug = randomText(12);
  const id = await store.orders.insert(
    trx,
    {
      slug,
      authority_id: authority.id,
      account_id: account.id,
      status: isReady ? 'ready' : 'pending',
      expires_ms: expires,
      identifiers: JSON.stringify(identifiers),
      not_before_ms: asked.notBefore?.getTime() ?? null,
      not_after_ms: asked.notAfter?.getTime() ?? null,
      profile: asked.profile ?? null,
      replaces: asked.replaces ?? null,
      csr: null,
      certificate_id: null,
      error: null,
      created_ms: nowMs,
      updated_ms: nowMs,
    },
    authorizations.map((each) => each.id),
  );
  const row = present(await store.orders.find({ id, slug }, trx), 'new order');
  await events.record(trx, 'acme_order.placed', {
    actor: actorOf(account),
    authorityId: authority.id,
    order: row.slug,
    status: row.status,
    identifiers,
    authorizations: authorizations.map((each) => each.slug),
    replaces: row.replaces,
  });
  return toOrder(row, authorizations, nowMs);
}

async function requireOrders(
  context: Context,
  trx: Trx,
  { authority, account, law, asked }: Placing,
): Promise<void> {
  const { clock, store } = context;
  const nowMs = clock.now();
  const nth = (n: number): Promise<number | undefined> =>
    store.orders.nthPlacedMs(trx, account.id, n);
  await requireRoom(law.policy.limits.ordersPerHour, nth, { what: 'orders', nowMs });
  await requireFewFailures(context, trx, account, law.policy);
  const { replaces } = asked;
  if (replaces !== undefined && (await store.orders.isReplaced(trx, authority.id, replaces)))
    throw new CaError('already_replaced', 'Another order has replaced this certificate.');
}
