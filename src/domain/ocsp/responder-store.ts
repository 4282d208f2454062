import type { Insertable } from 'kysely';
import type { OcspReader, OcspTrx, ResponderRow, ResponderTable } from './tables.ts';

/** Responders, present and past. */
export interface ResponderStore {
  /** The one that is valid at `nowMs`; of several, the one that ends last. */
  findResponder(authorityId: number, nowMs: number): Promise<ResponderRow | undefined>;
  findResponderOf(certificateId: number): Promise<ResponderRow | undefined>;
  /** The one that answers longest; of an authority that has none any more, the one that ended last. */
  findLastResponder(authorityId: number): Promise<ResponderRow | undefined>;
  /** The row of the responder made last, whatever has become of it; null when there never was one. */
  findLastMade(authorityId: number, trx?: OcspTrx): Promise<number | null>;
  /** Whether one is being made that was begun after `sinceMs`. */
  isMaking(authorityId: number, sinceMs: number, trx?: OcspTrx): Promise<boolean>;
  /** Those whose key is of no more use: ended before `nowMs`, or begun before `begunMs` and never finished. */
  listSpent(nowMs: number, begunMs: number): Promise<ResponderRow[]>;
  insertResponder(trx: OcspTrx, row: Insertable<ResponderTable>): Promise<number>;
  /** Makes one ready; false when it has been given up in the meantime. */
  completeResponder(
    trx: OcspTrx,
    id: number,
    made: Pick<ResponderRow, 'certificate_id' | 'der' | 'not_before_ms' | 'not_after_ms'>,
  ): Promise<boolean>;
  /** Closes one for good; false when it is closed already. */
  endResponder(trx: OcspTrx, id: number): Promise<boolean>;
}

/** The SQL behind it. */
export function responderStore(reader: OcspReader): ResponderStore {
  return { ...responderQueries(reader), ...makingQueries(reader), ...responderWrites };
}

function makingQueries(reader: OcspReader): Pick<ResponderStore, 'findLastMade' | 'isMaking'> {
  return {
    findLastMade: async (authorityId, trx) => {
      const { last } = await (trx ?? reader)
        .selectFrom('ocsp_responder')
        .select(({ fn }) => fn.max('id').as('last'))
        .where('authority_id', '=', authorityId)
        .where('certificate_id', 'is not', null)
        .executeTakeFirstOrThrow();
      return last;
    },
    isMaking: async (authorityId, sinceMs, trx) => {
      const row = await (trx ?? reader)
        .selectFrom('ocsp_responder')
        .select('id')
        .where('authority_id', '=', authorityId)
        .where('state', '=', 'making')
        .where('created_ms', '>', sinceMs)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

function responderQueries(
  reader: OcspReader,
): Pick<ResponderStore, 'findResponder' | 'findResponderOf' | 'findLastResponder' | 'listSpent'> {
  const all = () => reader.selectFrom('ocsp_responder').selectAll();
  return {
    findResponder: (authorityId, nowMs) =>
      all()
        .where('authority_id', '=', authorityId)
        .where('state', '=', 'ready')
        .where('not_before_ms', '<=', nowMs)
        .where('not_after_ms', '>', nowMs)
        .orderBy('not_after_ms', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst(),
    findResponderOf: (certificateId) =>
      all()
        .where('certificate_id', '=', certificateId)
        .where('state', '=', 'ready')
        .executeTakeFirst(),
    findLastResponder: (authorityId) =>
      all()
        .where('authority_id', '=', authorityId)
        .where('state', '<>', 'making')
        .orderBy(({ eb }) => eb('state', '=', 'ready'), 'desc')
        .orderBy('not_after_ms', 'desc')
        .limit(1)
        .executeTakeFirst(),
    listSpent: (nowMs, begunMs) =>
      all()
        .where(({ or, and, eb }) =>
          or([
            and([eb('state', '=', 'ready'), eb('not_after_ms', '<', nowMs)]),
            and([eb('state', '=', 'making'), eb('created_ms', '<', begunMs)]),
          ]),
        )
        .execute(),
  };
}

const responderWrites: Pick<
  ResponderStore,
  'insertResponder' | 'completeResponder' | 'endResponder'
> = {
  insertResponder: async (trx, row) => {
    const { id } = await trx
      .insertInto('ocsp_responder')
      .values(row)
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  },
  completeResponder: async (trx, id, made) => {
    const { numUpdatedRows } = await trx
      .updateTable('ocsp_responder')
      .set({ ...made, state: 'ready' })
      .where('id', '=', id)
      .where('state', '=', 'making')
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  },
  endResponder: async (trx, id) => {
    const { numUpdatedRows } = await trx
      .updateTable('ocsp_responder')
      .set({ state: 'ended' })
      .where('id', '=', id)
      .where('state', '<>', 'ended')
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  },
};
