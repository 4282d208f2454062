import { CaError, isCaError, present, randomText, type ErrorCode } from '#base';
import type { Authority } from '#authorities';
import type { Job } from '#jobs';
import type { Profile } from '#profiles';
import type { CertificateOrder, IssuedCertificate, IssueRequest } from './certificate.ts';
import type { Context } from './context.ts';
import { checkRequest, endIssuance, keyOf, makeCertificate } from './issue.ts';
import { handOver } from './proof.ts';
import { toOrder } from './record.ts';
import { requestAgain } from './resign.ts';
import type { OrderRow } from './store.ts';

/** Who orders: only they may read the order. */
export interface Orderer {
  readonly id: number;
  readonly name: string;
}

const jobKind = 'certificate.issue';
/** What is no answer to an order: the job is done again. */
const passing = ['busy', 'outcome_unknown', 'restore_unconfirmed'] as const;
const pollMs = 200;

/** Tells the queue how orders are worked on. */
export function defineOrderJob(context: Context): void {
  context.jobs.define(jobKind, async ({ orderId }, job) => {
    const id = Number(orderId);
    const waiters = new Set<() => void>();
    context.working.set(id, waiters);
    try {
      await work(context, id, job);
    } finally {
      context.working.delete(id);
      for (const waiter of waiters) waiter();
    }
  });
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
  const csr = checkRequest(request);
  const key = keyOf(csr);
  const profile = context.profiles.get(request.profile);
  const nowMs = context.clock.now();
  context.profiles.check(profile, { ...request, key }, nowMs);
  const { unlock, ...stored } = request;
  const row = {
    slug: randomText(12),
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
  } as const;
  handOver(request.csr, csr);
  const id = await context.db.transaction(async (trx) => {
    const inserted = await context.store.insertOrder(trx, row);
    if (unlock) context.unlocks.set(inserted, unlock);
    await context.jobs.book(trx, jobKind, { orderId: inserted });
    return inserted;
  });
  return toOrder({ ...row, id });
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
    const rest = until - performance.now();
    // What this process is working on is pending, and it will say when that ends.
    const worked = context.working.has(order.id);
    if (!worked || rest <= 0) {
      const row = present(await context.store.findOrder({ id: order.id }), 'order');
      if (row.status !== 'pending' || rest <= 0) return toOrder(row);
    }
    await nextChange(context, order.id, worked ? rest : Math.min(rest, pollMs));
  }
}

/** Resolves when this process ends the order, or after `milliseconds`: another process may have ended it. */
function nextChange(context: Context, id: number, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const waiters = context.working.get(id);
    const finish = (): void => {
      clearTimeout(timer);
      waiters?.delete(finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    waiters?.add(finish);
  });
}

async function work(context: Context, orderId: number, job: Job): Promise<void> {
  const row = await context.store.findOrder({ id: orderId });
  if (!row || row.status !== 'pending') return;
  try {
    const authority = await context.authorities.get({ id: row.authority_id });
    const { drafted, ...ordered } = readRequest(row);
    const request = { ...ordered, unlock: context.unlocks.get(orderId) };
    const answering = { id: row.id, slug: row.slug, profile: drafted, done: job.done };
    // What was begun before this try is on record.
    const begun = job.attempt > 1 && (await endIssuance(context, authority, request, answering));
    if (!begun) await makeCertificate(context, authority, request, answering);
  } catch (error) {
    if (isCaError(error, ...passing)) throw error;
    if (!isCaError(error)) context.report?.(error);
    const reason = isCaError(error)
      ? error
      : new CaError('internal', 'Could not sign certificate.');
    await fail(context, row, reason, job);
  }
  context.unlocks.delete(orderId);
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
  { done }: Job,
): Promise<void> {
  await context.db.transaction(async (trx) => {
    await done(trx);
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
