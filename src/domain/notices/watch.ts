import { CaError } from '#base';
import type { AnyPayload } from '#events';
import type { Context } from './context.ts';
import type { NoticeTables } from './store.ts';
import { findSubject } from './subject.ts';
import type { Subject } from './subject.ts';
import { keyOf, parseWatcher } from './watcher.ts';
import type { Watched, Watcher } from './watcher.ts';

/** Who does it, for the record of events. */
export interface By {
  /** Default: `library`. */
  readonly actor?: string;
}

/** See `Notices.watch`. */
export async function watch(
  context: Context,
  watched: Watched,
  addresses: readonly string[],
  { actor = 'library' }: By,
): Promise<readonly Watcher[]> {
  const people = addresses.map(parseWatcher);
  const subject = await getSubject(context, watched);
  const { db, clock, events, store } = context;
  await db.transaction<NoticeTables, void>(async (trx) => {
    for (const person of people) {
      const watcherId = await store.saveWatcher(trx, person, clock.now());
      const ends_ms = subject.kind === 'authority' ? 0 : subject.endsMs;
      const row = { watcher_id: watcherId, kind: subject.kind, subject_id: subject.id, ends_ms };
      if (!(await store.addWatch(trx, row))) continue;
      await events.record(trx, 'watcher.added', { actor, watcherId, ...about(subject) });
    }
  });
  return listWatchers(context, watched);
}

/** See `Notices.unwatch`. */
export async function unwatch(
  context: Context,
  watched: Watched,
  addresses: readonly string[],
  { actor = 'library' }: By,
): Promise<readonly Watcher[]> {
  const people = addresses.map(parseWatcher);
  const subject = await getSubject(context, watched);
  const { db, events, store } = context;
  await db.transaction<NoticeTables, void>(async (trx) => {
    for (const { email } of people) {
      const watcherId = await store.removeWatch(trx, subject, email);
      if (watcherId === undefined) continue;
      await events.record(trx, 'watcher.removed', { actor, watcherId, ...about(subject) });
    }
  });
  return listWatchers(context, watched);
}

/** See `Notices.watchers`. */
export async function listWatchers(
  { store }: Context,
  watched: Watched,
): Promise<readonly Watcher[]> {
  const rows = await store.listWatchers(keyOf(watched));
  return Object.freeze(rows.map((row) => Object.freeze({ ...row })));
}

async function getSubject(context: Context, watched: Watched): Promise<Subject> {
  const subject = await findSubject(context, keyOf(watched));
  if (subject) return subject;
  throw new CaError('not_found', 'There is no such certificate or authority to watch.');
}

/** An address is a person's: the trail, which forgets nothing, has its number alone. */
function about({ kind, id, serial }: Subject): AnyPayload {
  return { [`${kind}Id`]: id, serial };
}
