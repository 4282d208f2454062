import type { CompiledQuery, Kysely } from 'kysely';
import { assert } from '#base';
import type { EntryStore, Trx } from './entry-store.ts';
import type { CrlTables, EntryRow, StateRow } from './tables.ts';

const insertedAtOnce = 250;

/** Puts entries behind all others. */
export function appendOver(reader: Kysely<CrlTables>): Pick<EntryStore, 'append'> {
  const fullLoad = insertOf(reader, insertedAtOnce);
  const insert = async (trx: Trx, rows: readonly EntryRow[]): Promise<void> => {
    const query = rows.length === insertedAtOnce ? fullLoad : insertOf(reader, rows.length);
    const parameters = rows.flatMap((row) => columns.map((column) => row[column]));
    assert(query.parameters.length === parameters.length, 'a parameter for each column');
    await trx.executeQuery({ ...query, parameters });
  };
  return {
    append: async (trx, authorityId, entries, segmentId) => {
      if (entries.length === 0) return;
      const last = await takePositions(trx, authorityId, entries.length);
      const rows = entries.map((entry, i) => ({
        ...entry,
        authority_id: authorityId,
        position: last - entries.length + 1 + i,
        segment_id: segmentId ?? null,
      }));
      for (let at = 0; at < rows.length; at += insertedAtOnce)
        await insert(trx, rows.slice(at, at + insertedAtOnce));
    },
  };
}

/** A statement of so many rows, whatever they hold: there may be millions, and compiling costs more than binding. */
function insertOf(reader: Kysely<CrlTables>, count: number): CompiledQuery {
  return reader
    .insertInto('crl_entry')
    .values(Array.from({ length: count }, () => blank))
    .compile();
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
const columns = Object.keys(blank) as (keyof EntryRow)[];

/** The row of the state is locked by this, so that positions come in the order of commits. */
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
  return last;
}

/** What counts up for an authority that nothing was noted of. */
export function freshState(authorityId: number): StateRow {
  return { authority_id: authorityId, last_number: 0, last_position: 0, layout: 0, swept_ms: 0 };
}
