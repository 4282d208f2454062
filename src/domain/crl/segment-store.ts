import { sql, type Kysely } from 'kysely';
import type { Database } from '#db';
import type { Bucket, EntryWhere, Trx } from './entry-store.ts';
import type { CrlTables, EntryRow } from './tables.ts';

/** A run of encoded entries. */
export interface Segment {
  readonly id: number;
  readonly entries: number;
  readonly der: Uint8Array;
}

/** The SQL of segments. */
export interface SegmentStore {
  size(where: EntryWhere): Promise<{ entries: number; octets: number }>;
  /** A page of segments with an id above `afterId`. */
  list(where: EntryWhere, afterId: number, limit: number): Promise<Segment[]>;
  findLast(trx: Trx, bucket: Bucket): Promise<Segment | undefined>;
  listEntries(trx: Trx, segmentId: number): Promise<EntryRow[]>;
  insert(trx: Trx, bucket: Bucket, content: Omit<Segment, 'id'>): Promise<number>;
  /** Replaces the content of a segment; removes it when it is empty. */
  replace(trx: Trx, segment: Segment): Promise<void>;
  /** Says that the loose entries of a bucket up to a position stand in a segment. */
  assign(
    trx: Trx,
    bucket: Bucket,
    to: { readonly segmentId: number; readonly throughPosition: number },
  ): Promise<void>;
}

export function createSegmentStore(db: Database): SegmentStore {
  const reader = db.reader<CrlTables>();
  return { ...segmentReads(reader), ...segmentWrites };
}

function segmentReads(reader: Kysely<CrlTables>): Pick<SegmentStore, 'size' | 'list'> {
  const within = ({ authorityId, kinds, shard }: EntryWhere) =>
    reader
      .selectFrom('crl_segment')
      .where('authority_id', '=', authorityId)
      .where('kind', 'in', kinds)
      .$if(shard !== undefined, (query) => query.where('shard', '=', shard ?? 0));
  return {
    size: async (where) => {
      const { entries, octets } = await within(where)
        .select(({ fn }) => [
          fn.sum<number | string | null>('entries').as('entries'),
          fn.sum<number | string | null>(fn<number>('length', ['der'])).as('octets'),
        ])
        .executeTakeFirstOrThrow();
      return { entries: Number(entries ?? 0), octets: Number(octets ?? 0) };
    },
    list: (where, afterId, limit) =>
      within(where)
        .select(['id', 'entries', 'der'])
        .where('id', '>', afterId)
        .orderBy('id')
        .limit(limit)
        .execute(),
  };
}

const segmentWrites: Omit<SegmentStore, 'size' | 'list'> = {
  findLast: (trx, { authorityId, kind, shard }) =>
    trx
      .selectFrom('crl_segment')
      .select(['id', 'entries', 'der'])
      .where('authority_id', '=', authorityId)
      .where('kind', '=', kind)
      .where('shard', '=', shard)
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
  insert: async (trx, { authorityId, kind, shard }, { entries, der }) => {
    const { id } = await trx
      .insertInto('crl_segment')
      .values({ authority_id: authorityId, kind, shard, entries, der })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  },
  replace: async (trx, { id, entries, der }) => {
    if (entries === 0) await trx.deleteFrom('crl_segment').where('id', '=', id).execute();
    else await trx.updateTable('crl_segment').set({ entries, der }).where('id', '=', id).execute();
  },
  assign: async (trx, { authorityId, kind, shard }, { segmentId, throughPosition }) => {
    await trx
      .updateTable('crl_entry')
      .set({ segment_id: segmentId })
      .where('authority_id', '=', authorityId)
      .where('kind', '=', kind)
      .where('shard', '=', shard)
      .where('released', '=', sql.lit(0))
      .where('segment_id', 'is', null)
      .where('position', '<=', throughPosition)
      .execute();
  },
};
