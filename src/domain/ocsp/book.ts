import type { AnyTransaction } from '#db';
import type { Jobs } from '#jobs';

/** Kinds of jobs of this room. */
export const kinds = {
  /** Looks after everything, again and again. */
  sweep: 'ocsp.sweep',
  /** Makes the responder of one authority. */
  responder: 'ocsp.responder',
  /** Has the answers about one certificate ready. */
  answer: 'ocsp.answer',
} as const;

/** Books the job that has the answers about one certificate ready, once while it waits. */
export function bookAnswer(
  jobs: Jobs,
  trx: AnyTransaction,
  about: { readonly authorityId: number; readonly serial: string },
): Promise<void> {
  const key = `${about.authorityId}/${about.serial}`;
  return jobs.book(trx, kinds.answer, about, { key });
}

/** Books the job that makes the responder of one authority where it needs one, once while it waits. */
export function bookResponder(jobs: Jobs, trx: AnyTransaction, authorityId: number): Promise<void> {
  return jobs.book(trx, kinds.responder, { authorityId }, { key: String(authorityId) });
}

/** Books the next sweep, unless one is waiting already. */
export function bookSweep(jobs: Jobs, trx: AnyTransaction, runAtMs?: number): Promise<void> {
  return jobs.book(trx, kinds.sweep, {}, { key: 'all', runAtMs });
}
