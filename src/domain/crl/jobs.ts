import { minute } from '#base';
import { whileInService, type Authority } from '#authorities';
import { tellAlarms } from './alarms.ts';
import { bookLists, type AuthorityJob } from './book.ts';
import { defineCompression } from './compress.ts';
import type { Context } from './context.ts';
import { listDue } from './due.ts';
import { generateLists } from './generate.ts';
import { policyOf } from './policy.ts';
import { reconcile } from './reconcile.ts';
import { isInService } from './signer.ts';
import type { Trx } from './tables.ts';

const timetable = 'crl.timetable';
/** Much less than the least renewal window, so that what comes due between two looks is not late at the second. */
const everyMs = minute;

/** Tells the queue how lists are made, and how it is found out when. */
export function defineJobs(context: Context): void {
  const { jobs, authorities, clock } = context;
  const define = (job: AuthorityJob, act: (authority: Authority) => Promise<void>): void =>
    jobs.define(job, async ({ authorityId }) => {
      const authority = await authorities.find({ id: Number(authorityId) });
      if (authority && isInService(authority, clock.now())) await act(authority);
    });
  // A key that is locked, or not here, is no fault of this job: the watch tells when a list grows stale.
  define('crl.generate', async (authority) => {
    if (await authorities.canSign(authority))
      await whileInService(() => generateLists(context, authority, { actor: 'timetable' }));
  });
  define('crl.reconcile', (authority) => repairEntries(context, authority));
  jobs.define(timetable, () => consultTimetable(context));
  defineCompression(context);
}

/**
 * Every revocation notes its entry, and lists are made of these; whether one was missed is looked for when nobody waits
 * for a list, and then the lists are made again.
 */
async function repairEntries(context: Context, authority: Authority): Promise<void> {
  if (await reconcile(context, authority))
    await context.db.transaction((trx: Trx) => bookLists(context, trx, authority.id));
}

/** Books the first look at the timetable; each books the next. */
export async function startTimetable(context: Context): Promise<void> {
  await bookTimetable(context, context.clock.now());
}

/** The next look is booked before this one begins: what fails here, and may be given up, does not end the row. */
async function consultTimetable(context: Context): Promise<void> {
  const { authorities, clock, db } = context;
  await bookTimetable(context, clock.now() + everyMs);
  for (const authority of await authorities.list()) {
    if (!isInService(authority, clock.now())) continue;
    const { id } = authority;
    const due = await listDue(context, id, await policyOf(context, id));
    if (due.length > 0) await db.transaction((trx: Trx) => bookLists(context, trx, id));
  }
  await tellAlarms(context);
  context.stocks.dropUnused(clock.now());
}

async function bookTimetable({ db, jobs }: Context, runAtMs: number): Promise<void> {
  await db.transaction((trx: Trx) => jobs.book(trx, timetable, {}, { key: 'all', runAtMs }));
}
