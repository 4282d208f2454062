import { CaError, randomText } from '#base';
import type { Authority } from '#authorities';
import type { Profile } from '#profiles';
import type { CertificateOrder, IssuedCertificate, IssueRequest } from './certificate.ts';
import type { Context } from './context.ts';
import type { Begun } from './issuance.ts';
import { checkRequest, keyOf, prepareIssuance, type Pending } from './prepare.ts';
import { handOver } from './proof.ts';
import { toOrder } from './record.ts';
import { requestAgain } from './resign.ts';
import type { OrderRow } from './tables.ts';

/** Who orders: only they may read the order. */
export interface Orderer {
  readonly id: number;
  readonly name: string;
}

/** How an order is made. */
export interface OrderOptions {
  /**
   * Whether whoever orders waits for the end anyway: what precedes the signature is then done at once and goes on record
   * together with the order, unless a judge stands at the gate, who may take his time. Default: all of it is left to the
   * job.
   */
  readonly waits?: boolean;
}

/**
 * Records an order and books the job that issues; both or neither. The answer is pending, always. The profile stands in
 * the order as it is now: settings that change before the job runs do not change what was ordered.
 *
 * @throws CaError `bad_csr`, `bad_key`, `bad_extension`, `not_found` (profile), `refused` (what the profile leaves to the
 *   CA). What can only be told later fails the order instead.
 */
export async function orderCertificate(
  context: Context,
  authority: Authority,
  request: IssueRequest,
  orderer: Orderer & OrderOptions,
): Promise<CertificateOrder> {
  const csr = checkRequest(request);
  const profile = context.profiles.get(request.profile);
  const nowMs = context.clock.now();
  context.profiles.check(profile, { ...request, key: keyOf(csr) }, nowMs);
  handOver(request.csr, csr);
  const early = mayBegin(context, orderer)
    ? await prepareEarly(context, authority, request, profile)
    : undefined;
  const pending = early && 'prepared' in early ? early : undefined;
  const words = pending ? wordsToResume(request) : wordsToBegin(request, profile);
  const row = rowOf({ authority, words, orderer }, nowMs);
  const booked = ({ orderId: id, certificateId }: Begun): void => {
    if (request.unlock) context.unlocks.set(row.slug, request.unlock);
    if (!early) return;
    const outcome = 'error' in early ? early : { ...early, id: certificateId };
    context.early.keep(row.slug, { row: { ...row, id }, authority, request, outcome });
  };
  const { orderId } = await context.begin({
    order: { row, booked },
    ...(pending && { intent: { ...pending.intent, tbs: pending.prepared.tbsDer } }),
  });
  return toOrder({ ...row, id: orderId });
}

function mayBegin({ events }: Context, { waits = false }: OrderOptions): boolean {
  return waits && !events.isJudged('certificate.issue');
}

/** The order as it goes on record. */
function rowOf(
  {
    authority,
    words,
    orderer,
  }: { readonly authority: Authority; readonly words: string; readonly orderer: Orderer },
  nowMs: number,
): Omit<OrderRow, 'id'> {
  return {
    slug: randomText(12),
    authority_id: authority.id,
    user_id: orderer.id,
    username: orderer.name,
    status: 'pending',
    request: words,
    serial: null,
    error_code: null,
    error_detail: null,
    created_ms: nowMs,
    updated_ms: nowMs,
  };
}

/** All that a job needs, in JSON; passwords do not go on record. */
function wordsToBegin({ unlock: _, ...request }: IssueRequest, profile: Profile): string {
  const csr = typeof request.csr === 'string' ? request.csr : [...request.csr];
  return JSON.stringify({ ...request, csr, drafted: profile });
}

/** What is to be signed is on record with the order: of what was asked, only who asked is wanted again. */
function wordsToResume({ actor }: IssueRequest): string {
  return JSON.stringify({ actor });
}

/** What comes before the signature; what went wrong fails the order. */
async function prepareEarly(
  context: Context,
  authority: Authority,
  request: IssueRequest,
  profile: Profile,
): Promise<Pending | { readonly error: unknown }> {
  try {
    return await prepareIssuance(context, authority, request, profile);
  } catch (error) {
    return { error };
  }
}

/**
 * A new certificate for the key, subject and extensions of an old one, as an order. Default validity: the profile's.
 *
 * @throws CaError `no_csr` when the old one is on record without its CSR.
 */
export async function orderAgain(
  context: Context,
  authority: Authority,
  old: IssuedCertificate,
  options: Pick<IssueRequest, 'notAfter' | 'unlock'> & { readonly user: Orderer },
): Promise<CertificateOrder> {
  const { user, ...changes } = options;
  const request = { ...requestAgain(context, old), ...changes, actor: user.name };
  return orderCertificate(context, authority, request, user);
}

/** An order as it stands; throws `not_found` unless `userId` made it with this authority. */
export async function getOrder(
  context: Context,
  {
    authority,
    slug,
    userId,
  }: { readonly authority: Authority; readonly slug: string; readonly userId: number },
): Promise<CertificateOrder> {
  const row = await context.store.findOrder({ slug });
  if (!row || row.authority_id !== authority.id || row.user_id !== userId) {
    throw new CaError('not_found', 'Order not found.');
  }
  return toOrder(row);
}

/**
 * Resolves with the order once it is no longer pending, or as it stands after `milliseconds`.
 *
 * @throws CaError `outcome_unknown` when the database has come back without it, as after a failover that lost rows.
 */
export async function waitForOrder(
  context: Context,
  order: CertificateOrder,
  milliseconds: number,
): Promise<CertificateOrder> {
  const until = performance.now() + milliseconds;
  for (;;) {
    const rest = until - performance.now();
    // What this process is working on is pending, and it will say when that ends.
    const worked = context.working.has(order.slug);
    if (!worked || rest <= 0) {
      const row = requireSame(order, await context.store.findOrder({ slug: order.slug }));
      if (row.status !== 'pending' || rest <= 0) return toOrder(row);
    }
    const ended = await (worked ? nextChange : nextElsewhere)(context, order, rest);
    if (ended) return toOrder(requireSame(order, ended));
  }
}

/** A database that has lost rows gives their numbers out anew. */
function requireSame({ slug }: CertificateOrder, row: OrderRow | undefined): OrderRow {
  if (row?.slug === slug) return row;
  throw new CaError(
    'outcome_unknown',
    'The order is no longer on record; look for what was made of it.',
  );
}

/** Resolves when another process has ended the order, or after `milliseconds`. */
function nextElsewhere(
  { awaited }: Context,
  { id }: CertificateOrder,
  milliseconds: number,
): Promise<OrderRow | undefined> {
  return awaited.next(id, milliseconds);
}

/** Resolves when this process ends the order, or after `milliseconds`. */
function nextChange(
  context: Context,
  { slug }: CertificateOrder,
  milliseconds: number,
): Promise<OrderRow | undefined> {
  return new Promise((resolve) => {
    const waiters = context.working.get(slug);
    const finish = (ended?: OrderRow): void => {
      clearTimeout(timer);
      waiters?.delete(finish);
      resolve(ended);
    };
    const timer = setTimeout(finish, milliseconds);
    waiters?.add(finish);
  });
}
