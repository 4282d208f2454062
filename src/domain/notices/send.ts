import { CaError, minute } from '#base';
import type { AnyPayload } from '#events';
import { MailError } from '#net';
import type { Mailer } from '#net';
import { bookMail } from './book.ts';
import type { Context } from './context.ts';
import { parseNoticeDays } from './days.ts';
import { findDue } from './due.ts';
import type { DueNotice } from './due.ts';
import { writeLetter } from './letter.ts';
import type { NoticeRow, NoticeTables } from './store.ts';
import { findSubject } from './subject.ts';
import type { Subject } from './subject.ts';

/** How notices are sent by hand. */
export interface SendOptions {
  /** Instead of the days of the settings. */
  readonly days?: readonly number[];
}

/** What came of it. */
export interface SendResult {
  /** Mails that the server took. */
  readonly sent: number;
  /** Mails that it did not take; unless it refused them for good, a running server tries them again. */
  readonly failed: number;
}

/** A process that is at a mail for longer than this is gone. */
const forsakenMs = 15 * minute;

/** Notes what is due now, each notice once and for ever, and books the mails: see `Notices.send`. */
export async function noteDue(
  context: Context,
  days: readonly number[] = context.noticeDays,
): Promise<readonly DueNotice[]> {
  const { db, clock, store } = context;
  const due = await findDue(context, parseNoticeDays(days));
  await db.transaction<NoticeTables, void>(async (trx) => {
    for (const { watcherId, subject, days } of due) {
      const { kind, id, endsMs } = subject;
      const once = { watcher_id: watcherId, kind, subject_id: id, ends_ms: endsMs, days };
      await store.insert(trx, once, clock.now());
    }
    await giveUpForsaken(context, trx);
    const owed = new Set([...due.map(({ watcherId }) => watcherId), ...(await store.listOwed())]);
    for (const watcherId of owed) await bookMail(context, trx, watcherId);
  });
  return due;
}

/** See `Notices.send`. */
export async function sendNotices(context: Context, { days }: SendOptions): Promise<SendResult> {
  requireMailer(context);
  await noteDue(context, days);
  const result = { sent: 0, failed: 0 };
  for (const watcherId of await context.store.listOwed())
    try {
      if (await mailTo(context, watcherId)) result.sent++;
    } catch (error) {
      if (!(error instanceof MailError)) throw error;
      result.failed++;
    }
  return result;
}

/**
 * Sends one watcher one mail with everything that is due; answers whether there was anything. What is taken here is
 * settled here, whatever comes: a mail that the server may have is not sent again.
 *
 * @throws MailError.
 */
export async function mailTo(context: Context, watcherId: number): Promise<boolean> {
  const { db, clock, store } = context;
  const watcher = await store.findWatcher(watcherId);
  const rows = await db.transaction<NoticeTables, readonly NoticeRow[]>((trx) =>
    store.claim(trx, watcherId, clock.now()),
  );
  if (!watcher || rows.length === 0) return false;
  try {
    const [first, ...others] = await subjectsOf(context, rows);
    if (!first) return await settle(context, rows, 'dropped');
    const letter = writeLetter([first, ...others]);
    const id = `notice-${Math.min(...rows.map((row) => row.id))}`;
    await requireMailer(context).send({ to: watcher.email, id, ...letter });
  } catch (error) {
    await settle(context, rows, stateAfter(error));
    throw error;
  }
  return settle(context, rows, 'sent');
}

function stateAfter(error: unknown): 'due' | 'refused' | 'unknown' {
  const outcome = error instanceof MailError ? error.outcome : 'unsent';
  return outcome === 'unsent' ? 'due' : outcome;
}

/** What there still is to tell, that first which ends first. */
async function subjectsOf(context: Context, rows: readonly NoticeRow[]): Promise<Subject[]> {
  const nowMs = context.clock.now();
  const subjects: Subject[] = [];
  for (const { kind, subject_id: id, ends_ms: endsMs } of rows) {
    const subject = await findSubject(context, { kind, id });
    const isStill = subject && !subject.isRevoked && subject.endsMs === endsMs && endsMs >= nowMs;
    if (isStill && !subjects.some((each) => each.kind === kind && each.id === id))
      subjects.push(subject);
  }
  return subjects.sort((a, b) => a.endsMs - b.endsMs || a.id - b.id);
}

/** Answers whether a mail was sent. */
async function settle(
  { db, clock, events, store }: Context,
  rows: readonly NoticeRow[],
  state: NoticeRow['state'],
): Promise<boolean> {
  await db.transaction<NoticeTables, void>(async (trx) => {
    const ids = rows.map(({ id }) => id);
    await store.settle(trx, ids, state, clock.now());
    if (state === 'sent') await events.record(trx, 'notice.sent', factsOf(rows));
    if (state === 'refused' || state === 'unknown')
      await events.record(trx, 'notice.failed', { ...factsOf(rows), outcome: state });
  });
  return state === 'sent';
}

/** What a process had in hand when it ended may have been sent: it is told of, and not sent again. */
async function giveUpForsaken(
  { clock, events, store }: Context,
  trx: Parameters<typeof store.forsake>[0],
): Promise<void> {
  const nowMs = clock.now();
  const forsaken = await store.forsake(trx, nowMs - forsakenMs, nowMs);
  for (const watcherId of new Set(forsaken.map((row) => row.watcher_id))) {
    const rows = forsaken.filter((row) => row.watcher_id === watcherId);
    await events.record(trx, 'notice.failed', { ...factsOf(rows), outcome: 'unknown' });
  }
}

function factsOf(rows: readonly NoticeRow[]): AnyPayload {
  const idsOf = (kind: string): number[] =>
    rows.filter((row) => row.kind === kind).map((row) => row.subject_id);
  return {
    actor: 'notices',
    watcherId: rows[0]?.watcher_id,
    certificates: idsOf('certificate'),
    authorities: idsOf('authority'),
  };
}

function requireMailer({ mailer }: Context): Mailer {
  if (mailer) return mailer;
  throw new CaError('bad_config', 'No mail can be sent: the settings name no mail server (mail).');
}
