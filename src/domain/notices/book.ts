import type { Context } from './context.ts';
import type { Trx } from './store.ts';

/** The job that mails to one watcher. */
export const mailJob = 'notices.mail';

/** Books the mail to a watcher. */
export async function bookMail({ jobs }: Context, trx: Trx, watcherId: number): Promise<void> {
  await jobs.book(trx, mailJob, { watcherId }, { key: String(watcherId) });
}
