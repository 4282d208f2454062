import type { Insertable } from 'kysely';
import type { Database } from '#db';
import type { AnswerRow, AnswerTable, OcspReader, OcspTables, OcspTrx } from './tables.ts';

/** Names the answers about one certificate in one hash. */
export type AnswerWhere = Pick<AnswerRow, 'authority_id' | 'serial' | 'hash'>;

/** Answers on record. */
export interface AnswerStore {
  /** The last one signed. */
  findAnswer(where: AnswerWhere): Promise<AnswerRow | undefined>;
  /** Whether any was ever begun about a certificate and has not been forgotten. */
  hasAnswers(authorityId: number, serial: string): Promise<boolean>;
  /** Up to `limit` that are to be renewed by `nowMs`, of certificates that have not ended, behind `after`. */
  listDueAnswers(
    nowMs: number,
    limit: number,
    after?: Pick<AnswerRow, 'renew_ms' | 'id'>,
  ): Promise<AnswerRow[]>;
  /** Puts the exact bytes on record that are going to be signed. */
  insertIntent(trx: OcspTrx, row: Insertable<AnswerTable>): Promise<number>;
  /**
   * Puts the signed one on record; of those that are signed, the one begun last stays. False when it has been forgotten
   * meanwhile. What others have begun stays on record: they may be about to tell it.
   */
  completeAnswer(
    trx: OcspTrx,
    row: AnswerWhere & { id: number; der: Uint8Array },
  ): Promise<boolean>;
  /** Has every answer of an authority renewed when it is next asked for, or the timetable comes by. */
  makeDue(trx: OcspTrx, authorityId: number): Promise<void>;
  /**
   * Of each authority with an answer about a certificate that has not ended, and which should have been renewed long ago:
   * when the first of them is outdated. Long ago is half the time between renewal and nextUpdate.
   */
  listOverdue(nowMs: number): Promise<{ authority_id: number; next_update_ms: number }[]>;
  /** Forgets what nobody may believe any more at `nowMs`. */
  deleteOutdated(nowMs: number): Promise<void>;
}

/** The SQL behind it. */
export function answerStore(db: Database, reader: OcspReader): AnswerStore {
  return {
    ...answerQueries(reader),
    ...answerWrites,
    deleteOutdated: async (nowMs) => {
      await db.transaction<OcspTables, unknown>((trx) =>
        trx
          .deleteFrom('ocsp_answer')
          .where('renew_ms', '<', nowMs)
          .where('next_update_ms', '<', nowMs)
          .execute(),
      );
    },
  };
}

function answerQueries(
  reader: OcspReader,
): Pick<AnswerStore, 'findAnswer' | 'hasAnswers' | 'listDueAnswers' | 'listOverdue'> {
  const signed = () => reader.selectFrom('ocsp_answer').selectAll().where('der', 'is not', null);
  return {
    findAnswer: ({ authority_id, serial, hash }) =>
      signed()
        .where('authority_id', '=', authority_id)
        .where('serial', '=', serial)
        .where('hash', '=', hash)
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst(),
    hasAnswers: async (authorityId, serial) => {
      const row = await reader
        .selectFrom('ocsp_answer')
        .select('id')
        .where('authority_id', '=', authorityId)
        .where('serial', '=', serial)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
    listDueAnswers: (nowMs, limit, after) =>
      signed()
        .where('renew_ms', '<=', nowMs)
        .where('until_ms', '>=', nowMs)
        .$if(after !== undefined, (query) =>
          query.where(({ eb, or, and }) =>
            or([
              eb('renew_ms', '>', after?.renew_ms ?? 0),
              and([eb('renew_ms', '=', after?.renew_ms ?? 0), eb('id', '>', after?.id ?? 0)]),
            ]),
          ),
        )
        .orderBy('renew_ms')
        .orderBy('id')
        .limit(limit)
        .execute(),
    listOverdue: (nowMs) =>
      reader
        .selectFrom('ocsp_answer')
        .select(({ fn }) => ['authority_id', fn.min('next_update_ms').as('next_update_ms')])
        .where('der', 'is not', null)
        .where('renew_ms', '<=', nowMs)
        .where('until_ms', '>=', nowMs)
        .where(({ eb }) => eb(eb('renew_ms', '+', eb.ref('next_update_ms')), '<=', 2 * nowMs))
        .groupBy('authority_id')
        .execute(),
  };
}

const answerWrites: Pick<AnswerStore, 'insertIntent' | 'completeAnswer' | 'makeDue'> = {
  insertIntent: async (trx, row) => {
    const { id } = await trx
      .insertInto('ocsp_answer')
      .values(row)
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  },
  completeAnswer: async (trx, { id, der, authority_id, serial, hash }) => {
    const { numUpdatedRows } = await trx
      .updateTable('ocsp_answer')
      .set({ der, tbs: null })
      .where('id', '=', id)
      .executeTakeFirst();
    const signed = trx
      .selectFrom('ocsp_answer')
      .where('authority_id', '=', authority_id)
      .where('serial', '=', serial)
      .where('hash', '=', hash)
      .where('der', 'is not', null);
    const { last } = await signed
      .select(({ fn }) => fn.max('id').as('last'))
      .executeTakeFirstOrThrow();
    await trx
      .deleteFrom('ocsp_answer')
      .where('id', 'in', signed.select('id').where('id', '<', last))
      .execute();
    return numUpdatedRows === 1n;
  },
  makeDue: async (trx, authorityId) => {
    await trx
      .updateTable('ocsp_answer')
      .set(({ ref }) => ({ renew_ms: ref('this_update_ms') }))
      .where('authority_id', '=', authorityId)
      .where('der', 'is not', null)
      .execute();
  },
};
