import { sql, type Kysely, type Transaction } from 'kysely';
import type { Database } from '#db';
import { appendOver, freshState } from './entry-append.ts';
import type { CrlTables, EntryKind, EntryRow, EntryTable, StateRow } from './tables.ts';

export type Trx = Transaction<CrlTables>;

/* These stand in the text of a statement, so that SQLite uses the indexes that cover only some entries. */
const live = sql.lit(0);
const released = sql.lit(1);

const removedAtOnce = 500;

/** Entries of one authority: of some kinds, of one shard where one is named. */
export interface EntryWhere {
  readonly authorityId: number;
  readonly kinds: readonly EntryKind[];
  readonly shard?: number;
}

/** Entries of one kind, of one shard where one is named. */
export type LooseWhere = Omit<EntryWhere, 'kinds'> & Pick<EntryTable, 'kind'>;

/** Where an entry stands among the loose ones of its kind. */
export type LoosePlace = Pick<EntryTable, 'shard' | 'position'>;

/** Entries that are kept together. */
export interface Bucket {
  readonly authorityId: number;
  readonly kind: EntryKind;
  readonly shard: number;
}

/** An entry before it has its place. */
export type NewEntry = Omit<EntryRow, 'authority_id' | 'position' | 'segment_id'>;

/** The SQL of entries and of what counts up beside them. */
export interface EntryStore {
  /** What counts up for an authority; made when it is not there. */
  state(authorityId: number): Promise<StateRow>;
  /** Entries of subjects with ids above `afterId`, up to and including `throughId`; released ones too. */
  listOfSubjects(
    reader: Kysely<CrlTables>,
    of: Pick<Bucket, 'authorityId' | 'kind'>,
    ids: { readonly afterId: number; readonly throughId: number },
  ): Promise<EntryRow[]>;
  /** Puts entries behind all others, in this order. */
  append(trx: Trx, authorityId: number, entries: readonly NewEntry[]): Promise<void>;
  /** Takes positions behind all others for so many entries; answers the first. */
  takePositions(trx: Trx, authorityId: number, count: number): Promise<number>;
  /** Puts rows where they say. */
  insert(trx: Trx, rows: readonly EntryRow[]): Promise<void>;
  /** Removes entries of one authority; their segments are not touched. */
  remove(trx: Trx, entries: readonly EntryRow[]): Promise<void>;
  /** Notes that entries moved or left. */
  noteMove(trx: Trx, authorityId: number): Promise<void>;
  /** Live entries whose certificate ended before `beforeMs`, not after a position; neighbours in segments together. */
  listEnded(
    trx: Trx,
    authorityId: number,
    ended: { readonly beforeMs: number; readonly throughPosition: number; readonly limit: number },
  ): Promise<EntryRow[]>;
  noteSweep(trx: Trx, authorityId: number, beforeMs: number): Promise<void>;
  /** Forgets which certificates were released up to a position. */
  forgetReleased(trx: Trx, authorityId: number, throughPosition: number): Promise<void>;
  /** The last position of each kind and shard among those after `position`. */
  listChanges(
    authorityId: number,
    position: number,
  ): Promise<{ kind: EntryKind; shard: number; position: number }[]>;
  /** The last entry of each kind. */
  listLast(authorityId: number): Promise<{ kind: EntryKind; shard: number; position: number }[]>;
  /** When the first of the live entries after one position, up to and including another, was revoked. */
  findFirstRevoked(
    where: EntryWhere,
    positions: { readonly after: number; readonly through: number },
  ): Promise<number | undefined>;
  /** A page of what changed after a position, released ones too. */
  listSince(where: EntryWhere, position: number, limit: number): Promise<EntryRow[]>;
  /** A page of live entries, wherever they stand; with one of some reasons where there are any. */
  listLive(
    where: EntryWhere & { readonly reasons?: readonly string[] },
    after: { readonly position: number; readonly limit: number },
  ): Promise<EntryRow[]>;
  /**
   * A page of live entries of one kind that stand in no segment, as a transaction sees them where one is given: those
   * behind a place in the order of shards, and of positions within each.
   */
  listLoose(
    where: LooseWhere,
    after: { readonly place: LoosePlace; readonly limit: number },
    trx?: Trx,
  ): Promise<EntryRow[]>;
  /** The first live entries of one kind that stand in no segment, of whatever shard, in the order of positions. */
  listFirstLoose(
    trx: Trx,
    of: Pick<Bucket, 'authorityId' | 'kind'>,
    limit: number,
  ): Promise<EntryRow[]>;
  /** How many loose entries each bucket has. */
  countLoose(authorityId: number): Promise<(Bucket & { readonly entries: number })[]>;
}

export function createEntryStore(db: Database): EntryStore {
  const reader = db.reader<CrlTables>();
  return {
    ...stateQueries(db),
    ...appendOver(reader),
    ...entryWrites,
    ...entryReads(db.scanner()),
  };
}

function stateQueries(db: Database): Pick<EntryStore, 'state' | 'noteMove' | 'noteSweep'> {
  const find = (authorityId: number): Promise<StateRow | undefined> =>
    db
      .reader<CrlTables>()
      .selectFrom('crl_state')
      .selectAll()
      .where('authority_id', '=', authorityId)
      .executeTakeFirst();
  return {
    state: async (authorityId) => {
      const found = await find(authorityId);
      if (found) return found;
      const fresh = freshState(authorityId);
      await db.transaction<CrlTables, unknown>((trx) =>
        trx
          .insertInto('crl_state')
          .values(fresh)
          .onConflict((conflict) => conflict.doNothing())
          .execute(),
      );
      return (await find(authorityId)) ?? fresh;
    },
    noteMove: async (trx, authorityId) => {
      await trx
        .updateTable('crl_state')
        .set((row) => ({ layout: row('layout', '+', 1) }))
        .where('authority_id', '=', authorityId)
        .execute();
    },
    noteSweep: async (trx, authorityId, beforeMs) => {
      await trx
        .updateTable('crl_state')
        .set({ swept_ms: beforeMs })
        .where('authority_id', '=', authorityId)
        .where('swept_ms', '<', beforeMs)
        .execute();
    },
  };
}

const entryWrites: Pick<EntryStore, 'remove' | 'forgetReleased'> = {
  remove: async (trx, entries) => {
    const [first] = entries;
    if (!first) return;
    for (let at = 0; at < entries.length; at += removedAtOnce) {
      const positions = entries.slice(at, at + removedAtOnce).map(({ position }) => position);
      await trx
        .deleteFrom('crl_entry')
        .where('authority_id', '=', first.authority_id)
        .where('position', 'in', positions)
        .execute();
    }
  },
  forgetReleased: async (trx, authorityId, throughPosition) => {
    await trx
      .deleteFrom('crl_entry')
      .where('authority_id', '=', authorityId)
      .where('released', '=', released)
      .where('position', '<=', throughPosition)
      .execute();
  },
};

function entryReads(
  reader: Kysely<CrlTables>,
): Pick<
  EntryStore,
  | 'listOfSubjects'
  | 'listEnded'
  | 'listFirstLoose'
  | keyof ReturnType<typeof changeReads>
  | 'listSince'
  | 'listLive'
  | 'listLoose'
  | 'countLoose'
> {
  const page = (where: EntryWhere, position: number, limit: number) =>
    reader
      .selectFrom('crl_entry')
      .selectAll()
      .where('authority_id', '=', where.authorityId)
      .where('kind', 'in', where.kinds)
      .$if(where.shard !== undefined, (query) => query.where('shard', '=', where.shard ?? 0))
      .where('position', '>', position)
      .orderBy('position')
      .limit(limit);
  return {
    ...subjectReads,
    ...changeReads(reader),
    listSince: (where, position, limit) => page(where, position, limit).execute(),
    listLive: (where, { position, limit }) =>
      page(where, position, limit)
        .where('released', '=', live)
        .$if(where.reasons !== undefined, (query) =>
          query.where('reason', 'in', where.reasons ?? []),
        )
        .execute(),
    ...looseReads(reader),
  };
}

function changeReads(
  reader: Kysely<CrlTables>,
): Pick<EntryStore, 'listChanges' | 'listLast' | 'findFirstRevoked'> {
  return {
    listChanges: (authorityId, position) =>
      reader
        .selectFrom('crl_entry')
        .select(({ fn }) => ['kind', 'shard', fn.max('position').as('position')])
        .where('authority_id', '=', authorityId)
        .where('position', '>', position)
        .groupBy(['kind', 'shard'])
        .execute(),
    listLast: async (authorityId) => {
      const ofKind = (kind: EntryKind) =>
        reader
          .selectFrom('crl_entry')
          .where('authority_id', '=', authorityId)
          .where('kind', '=', kind);
      const user = ofKind('user')
        .select(['kind', 'shard', 'position'])
        .orderBy('position', 'desc')
        .limit(1);
      // Those of authorities are few, and behind all others: their own index finds them, the order of positions does not.
      const ca = ofKind('ca')
        .select(({ fn }) => ['kind', 'shard', fn.max('position').as('position')])
        .groupBy(['kind', 'shard']);
      return [...(await user.execute()), ...(await ca.execute())];
    },
    findFirstRevoked: async ({ authorityId, kinds, shard }, { after, through }) => {
      const row = await reader
        .selectFrom('crl_entry')
        .select(({ fn }) => fn.min<number | null>('revoked_ms').as('revokedMs'))
        .where('authority_id', '=', authorityId)
        .where('kind', 'in', kinds)
        .$if(shard !== undefined, (query) => query.where('shard', '=', shard ?? 0))
        .where('position', '>', after)
        .where('position', '<=', through)
        .where('released', '=', live)
        .executeTakeFirst();
      return row?.revokedMs ?? undefined;
    },
  };
}

function looseReads(reader: Kysely<CrlTables>): Pick<EntryStore, 'listLoose' | 'countLoose'> {
  return {
    listLoose: ({ authorityId, kind, shard }, { place, limit }, trx) =>
      (trx ?? reader)
        .selectFrom('crl_entry')
        .selectAll()
        .where('authority_id', '=', authorityId)
        .where('kind', '=', kind)
        .$if(shard !== undefined, (query) => query.where('shard', '=', shard ?? 0))
        .where(({ eb, refTuple, tuple }) =>
          eb(refTuple('shard', 'position'), '>', tuple(place.shard, place.position)),
        )
        .where('released', '=', live)
        .where('segment_id', 'is', null)
        .orderBy('shard')
        .orderBy('position')
        .limit(limit)
        .execute(),
    countLoose: async (authorityId) => {
      const rows = await reader
        .selectFrom('crl_entry')
        .select(({ fn }) => ['kind', 'shard', fn.countAll<number>().as('entries')])
        .where('authority_id', '=', authorityId)
        .where('released', '=', live)
        .where('segment_id', 'is', null)
        .groupBy(['kind', 'shard'])
        .execute();
      return rows.map((row) => ({ ...row, authorityId }));
    },
  };
}

const subjectReads: Pick<EntryStore, 'listOfSubjects' | 'listEnded' | 'listFirstLoose'> = {
  listFirstLoose: (trx, { authorityId, kind }, limit) =>
    trx
      .selectFrom('crl_entry')
      .selectAll()
      .where('authority_id', '=', authorityId)
      .where('kind', '=', kind)
      .where('released', '=', live)
      .where('segment_id', 'is', null)
      .orderBy('position')
      .limit(limit)
      .execute(),
  listOfSubjects: (reader, { authorityId, kind }, { afterId, throughId }) =>
    reader
      .selectFrom('crl_entry')
      .selectAll()
      .where('authority_id', '=', authorityId)
      .where('kind', '=', kind)
      .where('subject_id', '>', afterId)
      .where('subject_id', '<=', throughId)
      .orderBy('subject_id')
      .execute(),
  listEnded: (trx, authorityId, { beforeMs, throughPosition, limit }) =>
    trx
      .selectFrom('crl_entry')
      .selectAll()
      .where('authority_id', '=', authorityId)
      .where('not_after_ms', '<', beforeMs)
      .where('position', '<=', throughPosition)
      .where('released', '=', live)
      .orderBy('segment_id')
      .orderBy('position')
      .limit(limit)
      .execute(),
};
