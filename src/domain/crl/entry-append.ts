import type { Kysely } from 'kysely';
import { bulkInsert } from './bulk-insert.ts';
import type { NewEntry } from './entry.ts';
import type { CrlTables, EntryRow, StateRow, Trx } from './tables.ts';

/** The SQL of entries that come. */
export interface AppendStore {
  /** Puts entries behind all others, in this order. */
  append(trx: Trx, authorityId: number, entries: readonly NewEntry[]): Promise<void>;
  /** Takes positions behind all others for so many entries; answers the first. */
  takePositions(trx: Trx, authorityId: number, count: number): Promise<number>;
  /** Puts rows where they say. */
  insert(trx: Trx, rows: readonly EntryRow[]): Promise<void>;
}

/** @param reader  Compiles its statements. */
export function appendOver(reader: Kysely<CrlTables>): AppendStore {
  const insert = bulkInsert(blank, (rows) => reader.insertInto('crl_entry').values(rows).compile());
  return {
    takePositions,
    insert,
    append: async (trx, authorityId, entries) => {
      if (entries.length === 0) return;
      const first = await takePositions(trx, authorityId, entries.length);
      const place = { authority_id: authorityId, segment_id: null };
      await insert(
        trx,
        entries.map((entry, i) => ({ ...entry, ...place, position: first + i })),
      );
    },
  };
}

const blank: EntryRow = {
  authority_id: 0,
  position: 0,
  kind: 'user',
  subject_id: 0,
  shard: 0,
  serial: '',
  reason: '',
  revoked_ms: 0,
  compromised_ms: null,
  not_after_ms: 0,
  released: 0,
  segment_id: null,
};

/** The row of the state is locked by this, so that positions come in the order of commits. Answers the first. */
async function takePositions(trx: Trx, authorityId: number, count: number): Promise<number> {
  const { last_position: last } = await trx
    .insertInto('crl_state')
    .values({ ...freshState(authorityId), last_position: count })
    .onConflict((conflict) =>
      conflict
        .column('authority_id')
        .doUpdateSet((row) => ({ last_position: row('crl_state.last_position', '+', count) })),
    )
    .returning('last_position')
    .executeTakeFirstOrThrow();
  return last - count + 1;
}

/** What counts up for an authority that nothing was noted of. */
export function freshState(authorityId: number): StateRow {
  return { authority_id: authorityId, last_number: 0, last_position: 0, layout: 0, swept_ms: 0 };
}
