import { present, second } from '#base';
import type { IssuedCertificate } from '#certificates';
import type { Job } from '#jobs';
import { recordAct } from './accounts.ts';
import { issueJob } from './book-issue.ts';
import type { Context } from './context.ts';
import { isExpected, issueProblem, isPassing } from './issue-problem.ts';
import { issueForOrder } from './issue-request.ts';
import { findCertificateOf } from './order-certificate.ts';
import type { AcmeProblem } from './record.ts';
import { toAccount } from './rows.ts';
import type { OrderRow, Trx, Which } from './tables.ts';

/** Tells the queue how orders are issued. */
export function defineIssueJob(context: Context): void {
  const options = { attempts: 6, retryMs: second };
  context.jobs.define(
    issueJob,
    ({ id, slug }, job) => work(context, { id: Number(id), slug: String(slug) }, job),
    options,
  );
}

/**
 * Issues for one order. The certificate is named by the order: however often this runs, and wherever it is cut short,
 * there is one.
 */
async function work(context: Context, which: Which, { attempt, attempts }: Job): Promise<void> {
  const order = await context.store.orders.find(which);
  if (order?.status !== 'processing') return;
  try {
    const certificate =
      (await findCertificateOf(context, order)) ?? (await issueForOrder(context, order));
    await settle(context, order, { certificate });
  } catch (error) {
    if (attempt < attempts && isPassing(error)) throw error;
    if (!isExpected(error)) context.report(error);
    await settle(context, order, { problem: issueProblem(error) });
  }
}

type Outcome = { readonly certificate: IssuedCertificate } | { readonly problem: AcmeProblem };

async function settle(context: Context, order: OrderRow, outcome: Outcome): Promise<void> {
  const { clock, db, store } = context;
  await db.transaction(async (trx: Trx) => {
    const holder = await store.accounts.find({ id: order.account_id }, trx);
    const account = toAccount(present(holder, 'account of an order'));
    const updated = { updated_ms: clock.now() };
    if ('problem' in outcome) {
      const { problem } = outcome;
      const error = JSON.stringify(problem);
      if (!(await store.orders.move(trx, order, 'invalid', { ...updated, error }))) return;
      await recordAct(
        context,
        trx,
        { type: 'acme_order.failed', account },
        { order: order.slug, problem },
      );
      return;
    }
    const { id: certificateId, serial } = outcome.certificate;
    const issued = { ...updated, certificate_id: certificateId };
    if (!(await store.orders.move(trx, order, 'valid', issued))) return;
    const about = { order: order.slug, certificateId, serial, replaces: order.replaces };
    await recordAct(context, trx, { type: 'acme_order.issued', account }, about);
  });
}
