import type { Generated, Kysely, Selectable, Transaction } from 'kysely';
import type { Database } from '#db';
import type { SubjectKey, Watcher } from './watcher.ts';

interface WatcherTable {
  id: Generated<number>;
  /** As `findMailAddress` of #net gives it. */
  email: string;
  name: string;
  created_ms: number;
}

interface WatchTable {
  watcher_id: number;
  kind: SubjectKey['kind'];
  subject_id: number;
  /** Of a certificate; 0 for an authority, whose end moves. */
  ends_ms: number;
}

interface NoticeTable {
  id: Generated<number>;
  watcher_id: number;
  kind: SubjectKey['kind'];
  subject_id: number;
  /** Last moment of what ends: a renewed authority is spoken of anew. */
  ends_ms: number;
  days: number;
  /**
   * `due`: to be told · `sending`: a process is at it · `sent`: the server took the mail · `unknown`: it may have, and is
   * not asked again · `refused`: it never will · `dropped`: there was nothing left to tell.
   */
  state: 'due' | 'sending' | 'sent' | 'unknown' | 'refused' | 'dropped';
  created_ms: number;
  updated_ms: number;
}

/** Tables that only this file reads and writes. */
export interface NoticeTables {
  watcher: WatcherTable;
  watch: WatchTable;
  notice: NoticeTable;
}

export type Trx = Transaction<NoticeTables>;
export type NoticeRow = Selectable<NoticeTable>;
export type WatchRow = Selectable<WatchTable> & { readonly email: string };
type Once = Pick<NoticeRow, 'watcher_id' | 'kind' | 'subject_id' | 'ends_ms' | 'days'>;

/** All SQL of this room. */
export interface NoticeStore {
  listWatchers(subject: SubjectKey): Promise<readonly Watcher[]>;
  findWatcher(id: number): Promise<Watcher | undefined>;
  /** The watcher with this address, made if need be; a name that is given takes the place of the old one. */
  saveWatcher(trx: Trx, watcher: Pick<Watcher, 'name' | 'email'>, nowMs: number): Promise<number>;
  /** False when the watcher was there already. */
  addWatch(trx: Trx, row: WatchTable): Promise<boolean>;
  /** The id of the watcher; undefined when it was not one. */
  removeWatch(trx: Trx, subject: SubjectKey, email: string): Promise<number | undefined>;
  /** Watched certificates that end from `fromMs` to before `untilMs`, and all watched authorities. */
  listWatches(fromMs: number, untilMs: number): Promise<readonly WatchRow[]>;
  exists(once: Once): Promise<boolean>;
  /** Does nothing when the notice is on record, in whatever state. */
  insert(trx: Trx, once: Once, nowMs: number): Promise<void>;
  /** Ids of watchers for whom notices are due. */
  listOwed(): Promise<readonly number[]>;
  /** Takes what is due for a watcher: no other process will have it. */
  claim(trx: Trx, watcherId: number, nowMs: number): Promise<readonly NoticeRow[]>;
  settle(trx: Trx, ids: readonly number[], state: NoticeRow['state'], nowMs: number): Promise<void>;
  /** Gives up what a process was at before `beforeMs` and never settled: gives the ids of the watchers. */
  forsake(trx: Trx, beforeMs: number, nowMs: number): Promise<readonly NoticeRow[]>;
}

export function createStore(db: Database): NoticeStore {
  const reader = db.reader<NoticeTables>();
  return { ...watchQueries(reader), ...watchWrites, ...noticeQueries(reader), ...noticeWrites };
}

function watchQueries(
  reader: Kysely<NoticeTables>,
): Pick<NoticeStore, 'listWatchers' | 'findWatcher' | 'listWatches'> {
  return {
    listWatchers: ({ kind, id }) =>
      reader
        .selectFrom('watch')
        .innerJoin('watcher', 'watcher.id', 'watch.watcher_id')
        .select(['watcher.id', 'watcher.name', 'watcher.email'])
        .where('watch.kind', '=', kind)
        .where('watch.subject_id', '=', id)
        .orderBy('watcher.email')
        .execute(),
    findWatcher: (id) =>
      reader
        .selectFrom('watcher')
        .select(['id', 'name', 'email'])
        .where('id', '=', id)
        .executeTakeFirst(),
    listWatches: (fromMs, untilMs) =>
      reader
        .selectFrom('watch')
        .innerJoin('watcher', 'watcher.id', 'watch.watcher_id')
        .selectAll('watch')
        .select('watcher.email')
        .where((row) =>
          row.or([
            row('kind', '=', 'authority'),
            row.and([row('ends_ms', '>=', fromMs), row('ends_ms', '<', untilMs)]),
          ]),
        )
        .orderBy('watcher.email')
        .execute(),
  };
}

const watchWrites: Pick<NoticeStore, 'saveWatcher' | 'addWatch' | 'removeWatch'> = {
  saveWatcher: async (trx, { name, email }, nowMs) => {
    const saved = trx
      .insertInto('watcher')
      .values({ name, email, created_ms: nowMs })
      .onConflict((conflict) =>
        conflict.column('email').doUpdateSet((row) => ({
          name: name === '' ? row.ref('watcher.name') : name,
        })),
      )
      .returning('id');
    return (await saved.executeTakeFirstOrThrow()).id;
  },
  addWatch: async (trx, row) => {
    const { numInsertedOrUpdatedRows = 0n } = await trx
      .insertInto('watch')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows > 0n;
  },
  removeWatch: async (trx, { kind, id }, email) => {
    const removed = await trx
      .deleteFrom('watch')
      .where('kind', '=', kind)
      .where('subject_id', '=', id)
      .where('watcher_id', 'in', (query) =>
        query.selectFrom('watcher').select('id').where('email', '=', email),
      )
      .returning('watcher_id')
      .executeTakeFirst();
    return removed?.watcher_id;
  },
};

function noticeQueries(reader: Kysely<NoticeTables>): Pick<NoticeStore, 'exists' | 'listOwed'> {
  return {
    exists: async (once) => {
      const row = await reader
        .selectFrom('notice')
        .select('id')
        .where((notice) => notice.and({ ...once }))
        .executeTakeFirst();
      return row !== undefined;
    },
    listOwed: async () => {
      const due = reader.selectFrom('notice').select('watcher_id').where('state', '=', 'due');
      return (await due.distinct().execute()).map((row) => row.watcher_id);
    },
  };
}

const noticeWrites: Pick<NoticeStore, 'insert' | 'claim' | 'settle' | 'forsake'> = {
  insert: async (trx, once, nowMs) => {
    await trx
      .insertInto('notice')
      .values({ ...once, state: 'due', created_ms: nowMs, updated_ms: nowMs })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  },
  claim: (trx, watcherId, nowMs) =>
    trx
      .updateTable('notice')
      .set({ state: 'sending', updated_ms: nowMs })
      .where('state', '=', 'due')
      .where('watcher_id', '=', watcherId)
      .returningAll()
      .execute(),
  settle: async (trx, ids, state, nowMs) => {
    if (ids.length === 0) return;
    await trx
      .updateTable('notice')
      .set({ state, updated_ms: nowMs })
      .where('id', 'in', ids)
      .where('state', '=', 'sending')
      .execute();
  },
  forsake: (trx, beforeMs, nowMs) =>
    trx
      .updateTable('notice')
      .set({ state: 'unknown', updated_ms: nowMs })
      .where('state', '=', 'sending')
      .where('updated_ms', '<', beforeMs)
      .returningAll()
      .execute(),
};
