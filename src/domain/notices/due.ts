import { day } from '#base';
import type { Context } from './context.ts';
import { dueDays } from './days.ts';
import type { WatchRow } from './store.ts';
import { findSubject } from './subject.ts';
import type { Subject } from './subject.ts';

/** Something that an address is to hear, and has not heard yet. */
export interface DueNotice {
  readonly watcherId: number;
  readonly email: string;
  readonly subject: Subject;
  /** Which of the notice days it is for. */
  readonly days: number;
}

/** What is due now, by address, then what ends first. Revoked ones and those that have ended are left out. */
export async function findDue(
  context: Context,
  noticeDays: readonly number[],
): Promise<readonly DueNotice[]> {
  const { store, clock } = context;
  if (noticeDays.length === 0) return [];
  const nowMs = clock.now();
  const untilMs = nowMs + (Math.max(...noticeDays) + 1) * day;
  const found: DueNotice[] = [];
  for (const watch of await store.listWatches(nowMs, untilMs)) {
    const due = await toDue(context, watch, { noticeDays, nowMs });
    if (due) found.push(due);
  }
  return found.sort(
    (a, b) =>
      Number(a.email > b.email) - Number(a.email < b.email) ||
      a.subject.endsMs - b.subject.endsMs ||
      a.subject.id - b.subject.id,
  );
}

async function toDue(
  context: Context,
  { watcher_id: watcherId, kind, subject_id: id, email }: WatchRow,
  { noticeDays, nowMs }: { readonly noticeDays: readonly number[]; readonly nowMs: number },
): Promise<DueNotice | undefined> {
  const subject = await findSubject(context, { kind, id });
  if (!subject || subject.isRevoked) return undefined;
  const days = dueDays(noticeDays, subject.endsMs, nowMs);
  if (days === undefined) return undefined;
  const { endsMs } = subject;
  const once = { watcher_id: watcherId, kind, subject_id: id, ends_ms: endsMs, days };
  return (await context.store.exists(once)) ? undefined : { watcherId, email, subject, days };
}
