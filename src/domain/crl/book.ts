import type { AnyTransaction } from '#db';
import type { Context } from './context.ts';
import type { Trx } from './tables.ts';

/** The jobs of an authority: its lists that are due are made; its entries are held against all that is revoked. */
export type AuthorityJob = 'crl.generate' | 'crl.reconcile';

/** Books the making of the lists of an authority that are due; booked twice before it runs, it is done once. */
export async function bookLists(
  { jobs }: Pick<Context, 'jobs'>,
  trx: AnyTransaction,
  authorityId: number,
  runAtMs?: number,
): Promise<void> {
  const job: AuthorityJob = 'crl.generate';
  await jobs.book(trx, job, { authorityId }, { key: String(authorityId), runAtMs });
}

/** Books that entries are held against all that is revoked; booked twice before it runs, it is done once. */
export async function bookReconciliation(
  { db, jobs }: Pick<Context, 'db' | 'jobs'>,
  authorityId: number,
): Promise<void> {
  const job: AuthorityJob = 'crl.reconcile';
  await db.transaction((trx: Trx) =>
    jobs.book(trx, job, { authorityId }, { key: String(authorityId) }),
  );
}
