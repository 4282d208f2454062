import type { Insertable, Kysely } from 'kysely';
import type { Database } from '#db';
import type { Bucket, EntryWhere } from './entry.ts';
import { current, live, retired } from './literals.ts';
import type { CrlTables, DeflatedTable, EntryRow, Trx } from './tables.ts';

/** The shard of a segment whose entries are of any shard: most authorities have no lists of shards. */
export const anyShard = -1;

/** A run of encoded entries, without its bytes. */
export interface Segment {
  readonly id: number;
  readonly entries: number;
  readonly octets: number;
}

/** The SQL of segments. Their bytes never change: what becomes of their entries stands in new ones. */
export interface SegmentStore {
  /** Those that entries stand in now, in the order in which they came. */
  list(where: EntryWhere): Promise<Segment[]>;
  /** Those of them whose entries are of any shard. */
  listMixed(authorityId: number): Promise<Segment[]>;
  /** The bytes of some, by their ids; those that are gone are missing. */
  read(ids: readonly number[]): Promise<Map<number, Uint8Array>>;
  /** The compressed form of some, as {@link read}. */
  readDeflated(ids: readonly number[]): Promise<Map<number, Uint8Array>>;
  /** The last one of a bucket whose entries have rows. */
  findLast(trx: Trx, bucket: Bucket): Promise<(Segment & { readonly der: Uint8Array }) | undefined>;
  listEntries(trx: Trx, segmentId: number): Promise<EntryRow[]>;
  bucketOf(trx: Trx, segmentId: number): Promise<Bucket>;
  insert(
    trx: Trx,
    bucket: Bucket,
    content: { readonly entries: number; readonly der: Uint8Array },
  ): Promise<number>;
  /** Moves the entries of one segment that have rows to another, or to none, and retires it; it is packed no more. */
  retire(trx: Trx, segmentId: number, to: number | null): Promise<void>;
  /** Forgets retired segments that no list is made from any more. */
  forgetRetired(trx: Trx, authorityId: number): Promise<void>;
  /** Says that the loose entries of a bucket up to a position stand in a segment. */
  assign(
    trx: Trx,
    bucket: Bucket,
    to: { readonly segmentId: number; readonly throughPosition: number },
  ): Promise<void>;
  /** Those that entries stand in and that have no compressed form yet. */
  listInflated(authorityId: number, limit: number): Promise<number[]>;
  saveDeflated(trx: Trx, row: Insertable<DeflatedTable>): Promise<void>;
}

export function createSegmentStore(db: Database): SegmentStore {
  return { ...segmentReads(db.reader<CrlTables>()), ...segmentWrites };
}

function segmentReads(
  reader: Kysely<CrlTables>,
): Pick<SegmentStore, 'list' | 'listMixed' | 'read' | 'readDeflated' | 'listInflated'> {
  const currentOf = (authorityId: number) =>
    reader
      .selectFrom('crl_segment')
      .select(({ fn }) => ['id', 'entries', fn<number>('length', ['der']).as('octets')])
      .where('authority_id', '=', authorityId)
      .where('retired', '=', current)
      .orderBy('id');
  return {
    list: ({ authorityId, kinds, shard }) =>
      currentOf(authorityId)
        .where('kind', 'in', kinds)
        .$if(shard !== undefined, (query) => query.where('shard', '=', shard ?? 0))
        .execute(),
    listMixed: (authorityId) =>
      currentOf(authorityId).where('kind', '=', 'user').where('shard', '=', anyShard).execute(),
    read: async (ids) => {
      const rows = await reader
        .selectFrom('crl_segment')
        .select(['id', 'der'])
        .where('id', 'in', ids)
        .execute();
      return new Map(rows.map(({ id, der }) => [id, der]));
    },
    readDeflated: async (ids) => {
      const rows = await reader
        .selectFrom('crl_segment_deflated')
        .select(['segment_id', 'bytes'])
        .where('segment_id', 'in', ids)
        .execute();
      return new Map(rows.map((row) => [row.segment_id, row.bytes]));
    },
    listInflated: async (authorityId, limit) => {
      const rows = await currentOf(authorityId)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('crl_segment_deflated')
                .select('segment_id')
                .whereRef('segment_id', '=', 'crl_segment.id'),
            ),
          ),
        )
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },
  };
}

const segmentWrites: Omit<SegmentStore, keyof ReturnType<typeof segmentReads>> = {
  findLast: (trx, { authorityId, kind, shard }) =>
    trx
      .selectFrom('crl_segment')
      .select(({ fn }) => ['id', 'entries', 'der', fn<number>('length', ['der']).as('octets')])
      .where('authority_id', '=', authorityId)
      .where('kind', '=', kind)
      .where('shard', '=', shard)
      .where('retired', '=', current)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('crl_packed')
              .select('segment_id')
              .whereRef('segment_id', '=', 'crl_segment.id'),
          ),
        ),
      )
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst(),
  listEntries: (trx, segmentId) =>
    trx
      .selectFrom('crl_entry')
      .selectAll()
      .where('segment_id', '=', segmentId)
      .orderBy('position')
      .execute(),
  bucketOf: (trx, segmentId) =>
    trx
      .selectFrom('crl_segment')
      .select(['authority_id as authorityId', 'kind', 'shard'])
      .where('id', '=', segmentId)
      .executeTakeFirstOrThrow(),
  insert: async (trx, { authorityId, kind, shard }, { entries, der }) => {
    const { id } = await trx
      .insertInto('crl_segment')
      .values({ authority_id: authorityId, kind, shard, entries, der })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  },
  retire: async (trx, segmentId, to) => {
    await trx
      .updateTable('crl_entry')
      .set({ segment_id: to })
      .where('segment_id', '=', segmentId)
      .execute();
    await trx.deleteFrom('crl_packed').where('segment_id', '=', segmentId).execute();
    await trx.updateTable('crl_segment').set({ retired: 1 }).where('id', '=', segmentId).execute();
  },
  forgetRetired: async (trx, authorityId) => {
    const unused = await trx
      .selectFrom('crl_segment')
      .select('id')
      .where('authority_id', '=', authorityId)
      .where('retired', '=', retired)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('crl_piece')
              .select('segment_id')
              .whereRef('segment_id', '=', 'crl_segment.id'),
          ),
        ),
      )
      .limit(forgottenAtOnce)
      .execute();
    if (unused.length === 0) return;
    const ids = unused.map(({ id }) => id);
    await trx.deleteFrom('crl_segment_deflated').where('segment_id', 'in', ids).execute();
    await trx.deleteFrom('crl_segment').where('id', 'in', ids).execute();
  },
  assign: async (trx, { authorityId, kind, shard }, { segmentId, throughPosition }) => {
    await trx
      .updateTable('crl_entry')
      .set({ segment_id: segmentId })
      .where('authority_id', '=', authorityId)
      .where('kind', '=', kind)
      .$if(shard !== anyShard, (query) => query.where('shard', '=', shard))
      .where('released', '=', live)
      .where('segment_id', 'is', null)
      .where('position', '<=', throughPosition)
      .execute();
  },
  saveDeflated: async (trx, row) => {
    await trx
      .insertInto('crl_segment_deflated')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  },
};

const forgottenAtOnce = 500;
