import type { Context } from './context.ts';
import type { OrderRow, Trx } from './tables.ts';

/** The kind of job that issues for an order. */
export const issueJob = 'acme.issue';

/** Books the issuing for an order; booked twice before it runs, it is done once. */
export async function bookIssue(
  { jobs }: Pick<Context, 'jobs'>,
  trx: Trx,
  { id }: Pick<OrderRow, 'id'>,
): Promise<void> {
  await jobs.book(trx, issueJob, { orderId: id }, { key: String(id) });
}

/** The name under which the certificate of an order is on record; never that of another. */
export function bookedAs({ slug }: Pick<OrderRow, 'slug'>): string {
  return `acme/order/${slug}`;
}
