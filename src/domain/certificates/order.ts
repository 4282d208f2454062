import { CaError, isCaError, present, randomText, type ErrorCode } from '#base';
import type { Authority } from '#authorities';
import type { Profile } from '#profiles';
import type { CertificateOrder, IssuedCertificate, IssueRequest } from './certificate.ts';
import type { Context } from './context.ts';
import { checkRequest, issueCertificate, keyOf, resumeIssuance } from './issue.ts';
import { toOrder } from './record.ts';
import { requestAgain } from './resign.ts';
import type { OrderRow } from './store.ts';

/** Who orders: only they may read the order. */
export interface Orderer {
  readonly id: number;
  readonly name: string;
}

const jobKind = 'certificate.issue';
const pollMs = 200;

/** Tells the queue how orders are worked on. */
export function defineOrderJob(context: Context): void {
  context.jobs.define(jobKind, ({ orderId }) => work(context, Number(orderId)));
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
  orderer: Orderer,
): Promise<CertificateOrder> {
  const key = keyOf(checkRequest(request));
  const profile = context.profiles.get(request.profile);
  const nowMs = context.clock.now();
  context.profiles.check(profile, { ...request, key }, nowMs);
  const { unlock, ...stored } = request;
  const slug = randomText(12);
  await context.db.transaction(async (trx) => {
    const id = await context.store.insertOrder(trx, {
      slug,
      authority_id: authority.id,
      user_id: orderer.id,
      username: orderer.name,
      status: 'pending',
      request: JSON.stringify({
        ...stored,
        csr: typeof stored.csr === 'string' ? stored.csr : [...stored.csr],
        drafted: profile,
      }),
      serial: null,
      error_code: null,
      error_detail: null,
      created_ms: nowMs,
      updated_ms: nowMs,
    });
    if (unlock) context.unlocks.set(id, unlock);
    await context.jobs.book(trx, jobKind, { orderId: id }, { key: `order/${id}` });
  });
  const order = toOrder(present(await context.store.findOrder({ slug }), 'order'));
  return Object.freeze({
    ...order,
    status: 'pending',
    serial: null,
    error: null,
    updated: order.created,
  });
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

/** Resolves with the order once it is no longer pending, or as it stands after `milliseconds`. */
export async function waitForOrder(
  context: Context,
  order: CertificateOrder,
  milliseconds: number,
): Promise<CertificateOrder> {
  const until = performance.now() + milliseconds;
  for (;;) {
    const row = present(await context.store.findOrder({ id: order.id }), 'order');
    const rest = until - performance.now();
    if (row.status !== 'pending' || rest <= 0) return toOrder(row);
    await nextChange(context, order.slug, Math.min(rest, pollMs));
  }
}

/** Resolves when this process ends the order, or after `milliseconds`: another process may have ended it. */
function nextChange(context: Context, slug: string, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const waiters = context.waiting.get(slug) ?? new Set();
    context.waiting.set(slug, waiters);
    const finish = (): void => {
      clearTimeout(timer);
      waiters.delete(finish);
      if (waiters.size === 0) context.waiting.delete(slug);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    waiters.add(finish);
  });
}

async function work(context: Context, orderId: number): Promise<void> {
  const row = await context.store.findOrder({ id: orderId });
  if (!row || row.status !== 'pending') return;
  try {
    const authority = await context.authorities.get({ id: row.authority_id });
    const { drafted, ...ordered } = readRequest(row);
    const request = { ...ordered, unlock: context.unlocks.get(orderId) };
    const answering = { id: row.id, slug: row.slug, profile: drafted };
    const resumed = await resumeIssuance(context, authority, request, answering);
    if (!resumed) await issueCertificate(context, authority, request, answering);
  } catch (error) {
    if (isCaError(error, 'busy')) throw error;
    if (!isCaError(error)) context.report?.(error);
    await fail(
      context,
      row,
      isCaError(error) ? error : new CaError('internal', 'Could not sign certificate.'),
    );
  }
  context.unlocks.delete(orderId);
  for (const waiter of context.waiting.get(row.slug) ?? []) waiter();
}

/** A request as it stands on record, and the profile it was made by; orders from before that was noted have none. */
type StoredRequest = IssueRequest & { readonly drafted?: Profile };

function readRequest(row: OrderRow): StoredRequest {
  const stored = JSON.parse(row.request) as Omit<StoredRequest, 'csr' | 'notAfter'> & {
    csr: string | number[];
    notAfter?: string;
  };
  return {
    ...stored,
    csr: typeof stored.csr === 'string' ? stored.csr : new Uint8Array(stored.csr),
    notAfter: stored.notAfter === undefined ? undefined : new Date(stored.notAfter),
  };
}

async function fail(
  context: Context,
  row: OrderRow,
  { code, detail }: { code: ErrorCode; detail: string },
): Promise<void> {
  await context.db.transaction(async (trx) => {
    const result = {
      serial: null,
      error_code: code,
      error_detail: detail,
      updated_ms: context.clock.now(),
    };
    if (!(await context.store.finishOrder(trx, row.id, { status: 'failed', ...result }))) return;
    await context.events.record(trx, 'order.failed', {
      actor: row.username,
      order: row.slug,
      code,
      detail,
    });
  });
}
