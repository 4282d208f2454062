import { day, minute } from '#base';
import { MailError } from '#net';
import { mailJob } from './book.ts';
import type { Context } from './context.ts';
import { mailTo, noteDue } from './send.ts';
import type { Trx } from './store.ts';

const timetable = 'notices.timetable';

/** Tells the queue how notices are found and mailed, where there is a mailer. */
export function defineJobs(context: Context): void {
  const { jobs } = context;
  if (!context.mailer) return;
  jobs.define(timetable, async () => {
    await bookTimetable(context, context.clock.now() + day);
    await noteDue(context);
  });
  // A server that is away for an afternoon is waited for; after that, the timetable books what is still due.
  jobs.define(mailJob, ({ watcherId }) => mailUnlessRefused(context, Number(watcherId)), {
    attempts: 10,
    retryMs: minute,
  });
}

/** Books the first look; each books the next, a day later. */
export async function startTimetable(context: Context): Promise<void> {
  if (context.mailer) await bookTimetable(context, context.clock.now());
}

async function mailUnlessRefused(context: Context, watcherId: number): Promise<void> {
  try {
    await mailTo(context, watcherId);
  } catch (error) {
    // It is on record already, and another try would not do better.
    if (!(error instanceof MailError) || error.outcome === 'unsent') throw error;
  }
}

async function bookTimetable({ db, jobs }: Context, runAtMs: number): Promise<void> {
  await db.transaction((trx: Trx) => jobs.book(trx, timetable, {}, { key: 'all', runAtMs }));
}
