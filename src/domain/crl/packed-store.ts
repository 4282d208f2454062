import type { Kysely } from 'kysely';
import type { Database } from '#db';
import type { CrlTables, PackedTable, Trx } from './tables.ts';

/** Entries that have no rows: their encoded form, and what that does not say. */
export interface PackedSegment extends Pick<PackedTable, 'segment_id' | 'authority_id' | 'facts'> {
  readonly der: Uint8Array;
}

/** The SQL of segments whose entries have no rows. */
export interface PackedStore {
  insert(trx: Trx, row: PackedTable): Promise<void>;
  find(reader: Kysely<CrlTables>, segmentId: number): Promise<PackedSegment | undefined>;
  /** Those that may hold entries of subjects with ids above `afterId`, up to and including `throughId`. */
  listOfSubjects(
    reader: Kysely<CrlTables>,
    authorityId: number,
    ids: { readonly afterId: number; readonly throughId: number },
  ): Promise<Pick<PackedTable, 'segment_id' | 'facts'>[]>;
  /** Those with an entry behind a position. */
  listSince(authorityId: number, position: number): Promise<number[]>;
  /** Those with an entry whose certificate ended before `beforeMs`. */
  listEnded(authorityId: number, beforeMs: number): Promise<number[]>;
  /** The highest position of all their entries; 0 where there are none. */
  findLastPosition(authorityId: number): Promise<number>;
  /** When the first of the entries of those was revoked that have one after a position. */
  findFirstRevoked(authorityId: number, after: number): Promise<number | undefined>;
}

export function createPackedStore(db: Database): PackedStore {
  return { ...packedReads(db.reader<CrlTables>()), ...packedQueries };
}

function packedReads(reader: Kysely<CrlTables>): Omit<PackedStore, keyof typeof packedQueries> {
  const ofAuthority = (authorityId: number) =>
    reader.selectFrom('crl_packed').where('authority_id', '=', authorityId);
  const ids = async (found: Promise<{ segment_id: number }[]>): Promise<number[]> =>
    (await found).map(({ segment_id }) => segment_id);
  return {
    listSince: (authorityId, position) =>
      ids(
        ofAuthority(authorityId)
          .select('segment_id')
          .where('last_position', '>', position)
          .orderBy('last_position')
          .execute(),
      ),
    listEnded: (authorityId, beforeMs) =>
      ids(
        ofAuthority(authorityId)
          .select('segment_id')
          .where('first_end_ms', '<', beforeMs)
          .orderBy('segment_id')
          .execute(),
      ),
    findLastPosition: async (authorityId) => {
      const row = await ofAuthority(authorityId)
        .select(({ fn }) => fn.max<number | null>('last_position').as('position'))
        .executeTakeFirst();
      return row?.position ?? 0;
    },
    findFirstRevoked: async (authorityId, after) => {
      const row = await ofAuthority(authorityId)
        .select(({ fn }) => fn.min<number | null>('first_revoked_ms').as('revokedMs'))
        .where('last_position', '>', after)
        .executeTakeFirst();
      return row?.revokedMs ?? undefined;
    },
  };
}

const packedQueries: Pick<PackedStore, 'insert' | 'find' | 'listOfSubjects'> = {
  insert: async (trx, row) => {
    await trx.insertInto('crl_packed').values(row).execute();
  },
  find: (reader, segmentId) =>
    reader
      .selectFrom('crl_packed')
      .innerJoin('crl_segment', 'crl_segment.id', 'crl_packed.segment_id')
      .select(['segment_id', 'crl_packed.authority_id', 'facts', 'der'])
      .where('segment_id', '=', segmentId)
      .executeTakeFirst(),
  listOfSubjects: (reader, authorityId, { afterId, throughId }) =>
    reader
      .selectFrom('crl_packed')
      .select(['segment_id', 'facts'])
      .where('authority_id', '=', authorityId)
      .where('last_subject', '>', afterId)
      .where('first_subject', '<=', throughId)
      .orderBy('segment_id')
      .execute(),
};
