import type { Context } from './context.ts';
import type { OrderRow, Trx, Which } from './tables.ts';

/** The kind of job that issues for an order. */
export const issueJob = 'acme.issue';

/** Books the issuing for an order; booked twice before it runs, it is done once. */
export async function bookIssue(
  { jobs }: Pick<Context, 'jobs'>,
  trx: Trx,
  { id, slug }: Which,
): Promise<void> {
  await jobs.book(trx, issueJob, { id, slug }, { key: slug });
}

/** The name under which the certificate of an order is on record; never that of another. */
export function bookedAs({ slug }: Pick<OrderRow, 'slug'>): string {
  return `acme/order/${slug}`;
}
