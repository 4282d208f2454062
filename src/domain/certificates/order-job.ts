import { CaError, isCaError, type ErrorCode } from '#base';
import type { Job } from '#jobs';
import type { Profile } from '#profiles';
import { orderJob } from './begin.ts';
import type { IssueRequest } from './certificate.ts';
import { tellEnded } from './awaited-orders.ts';
import type { Context } from './context.ts';
import type { Early } from './early-work.ts';
import type { Answering } from './issuance.ts';
import { endIssuance, makeCertificate, signRecorded, type Made } from './issue.ts';
import type { OrderResult } from './order-store.ts';
import type { OrderRow, Trx } from './tables.ts';

/** What is no answer to an order: the job is done again. */
const passing = ['busy', 'outcome_unknown', 'restore_unconfirmed'] as const;

/** Tells the queue how orders are worked on. */
export function defineOrderJob(context: Context): void {
  context.jobs.define(orderJob, async (payload, job) => {
    const slug = String(payload['slug']);
    const waiters = new Set<(ended?: OrderRow) => void>();
    context.working.set(slug, waiters);
    let ended: OrderRow | undefined;
    try {
      ended = await work(context, slug, job);
    } finally {
      context.working.delete(slug);
      for (const waiter of waiters) waiter(ended);
    }
  });
}

/** How the order ended, where that is known without a look. */
async function work(context: Context, slug: string, job: Job): Promise<OrderRow | undefined> {
  const kept = context.early.take(slug);
  // Later tries go by what is on record: others may have been at it.
  const early = job.attempt === 1 ? kept : undefined;
  const row = early?.row ?? (await context.store.findOrder({ slug }));
  if (!row || row.status !== 'pending') return row;
  const end = await settle(context, { row, early, job });
  context.unlocks.delete(row.slug);
  return end && { ...row, ...end };
}

interface Task {
  readonly row: OrderRow;
  readonly early: Early | undefined;
  readonly job: Job;
}

async function settle(context: Context, task: Task): Promise<OrderResult | undefined> {
  try {
    return (await make(context, task))?.end;
  } catch (error) {
    if (isCaError(error, ...passing)) throw error;
    if (!isCaError(error)) context.report?.(error);
    const reason = isCaError(error)
      ? error
      : new CaError('internal', 'Could not sign certificate.');
    return fail(context, task, reason);
  }
}

/** Undefined when the certificate had come to be before. */
async function make(context: Context, { row, early, job }: Task): Promise<Made | undefined> {
  if (early) return finishEarly(context, early, { id: row.id, slug: row.slug, done: job.done });
  const authority = await context.authorities.get({ id: row.authority_id });
  const { drafted, ...ordered } = readRequest(row);
  const request = { ...ordered, unlock: context.unlocks.get(row.slug) };
  const answering = { id: row.id, slug: row.slug, profile: drafted, done: job.done };
  // What was begun before this try is on record.
  const begun = await context.store.find({ orderId: row.id });
  if (!begun) return makeCertificate(context, authority, request, answering);
  return begun.state === 'issued'
    ? undefined
    : endIssuance(context, authority, request, { row: begun, answering });
}

async function finishEarly(
  context: Context,
  { authority, request, outcome }: Early,
  answering: Answering,
): Promise<Made> {
  if ('error' in outcome) throw outcome.error;
  return signRecorded(context, authority, request, { recorded: outcome, answering });
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
  { row, job }: Task,
  { code, detail }: { code: ErrorCode; detail: string },
): Promise<OrderResult | undefined> {
  const end: OrderResult = {
    status: 'failed',
    serial: null,
    error_code: code,
    error_detail: detail,
    updated_ms: context.clock.now(),
  };
  return context.db.transaction(async (trx: Trx) => {
    await job.done(trx);
    if (!(await context.store.finishOrder(trx, row, end).answer())) return undefined;
    tellEnded(trx);
    await context.events.record(trx, 'order.failed', {
      actor: row.username,
      order: row.slug,
      code,
      detail,
    });
    return end;
  });
}
