import type { Kysely } from 'kysely';
import type { Database } from '#db';
import type { Bucket, EntryWhere } from './entry.ts';
import { live } from './literals.ts';
import type { CrlTables, EntryRow, EntryTable, Trx } from './tables.ts';

/** Entries of one kind, of one shard where one is named. */
export type LooseWhere = Omit<EntryWhere, 'kinds'> & Pick<EntryTable, 'kind'>;

/** Where an entry stands among the loose ones of its kind. */
export type LoosePlace = Pick<EntryTable, 'shard' | 'position'>;

/** The SQL of loose entries: those that are live and stand in no segment. They are few. */
export interface LooseStore {
  /**
   * A page of those of one kind, as a transaction sees them where one is given: those behind a place in the order of
   * shards, and of positions within each.
   */
  listLoose(
    where: LooseWhere,
    after: { readonly place: LoosePlace; readonly limit: number },
    trx?: Trx,
  ): Promise<EntryRow[]>;
  /** The first ones of one kind, of whatever shard, in the order of positions. */
  listFirstLoose(
    trx: Trx,
    of: Pick<Bucket, 'authorityId' | 'kind'>,
    limit: number,
  ): Promise<EntryRow[]>;
  /** How many each bucket has. */
  countLoose(authorityId: number): Promise<(Bucket & { readonly entries: number })[]>;
}

export function createLooseStore(db: Database): LooseStore {
  const reader = db.reader<CrlTables>();
  return {
    listLoose: ({ authorityId, kind, shard }, { place, limit }, trx) =>
      looseOf(trx ?? reader, authorityId)
        .selectAll()
        .where('kind', '=', kind)
        .$if(shard !== undefined, (query) => query.where('shard', '=', shard ?? 0))
        .where(({ eb, refTuple, tuple }) =>
          eb(refTuple('shard', 'position'), '>', tuple(place.shard, place.position)),
        )
        .orderBy('shard')
        .orderBy('position')
        .limit(limit)
        .execute(),
    listFirstLoose: (trx, { authorityId, kind }, limit) =>
      looseOf(trx, authorityId)
        .selectAll()
        .where('kind', '=', kind)
        .orderBy('position')
        .limit(limit)
        .execute(),
    countLoose: async (authorityId) => {
      const rows = await looseOf(reader, authorityId)
        .select(({ fn }) => ['kind', 'shard', fn.countAll<number>().as('entries')])
        .groupBy(['kind', 'shard'])
        .execute();
      return rows.map((row) => ({ ...row, authorityId }));
    },
  };
}

function looseOf(reader: Kysely<CrlTables>, authorityId: number) {
  return reader
    .selectFrom('crl_entry')
    .where('authority_id', '=', authorityId)
    .where('released', '=', live)
    .where('segment_id', 'is', null);
}
