import type { Insertable, Selectable } from 'kysely';
import { published } from './literals.ts';
import { Overtaken } from './overtaken.ts';
import type { AlarmTable, ListRow, ListTable, StateRow, Trx } from './tables.ts';

/** The lists of one name of one authority. */
export interface ListWhere {
  readonly authorityId: number;
  readonly name: string;
}

/** The SQL of what becomes of lists. */
export interface ListWrites {
  /**
   * Takes the number of a list for good and puts it on record as an intent.
   *
   * @throws Overtaken when since `state` was read another list took a number, or entries moved.
   */
  insertIntent(trx: Trx, row: Insertable<ListTable>, state: StateRow): Promise<number>;
  /**
   * Turns an intent into a published list; false when there is no such intent any more.
   *
   * @throws Overtaken when one of its name with a higher number is published: the signer stood still for too long.
   */
  publish(
    trx: Trx,
    id: number,
    frame: Pick<ListRow, 'head' | 'tail' | 'size_bytes' | 'took_ms' | 'visible_ms'>,
  ): Promise<boolean>;
  /**
   * Marks intents made before `beforeMs` as abandoned and drops their bytes; answers which. Forgets those that were
   * abandoned before and would have ended by then.
   */
  abandon(
    trx: Trx,
    authorityId: number,
    beforeMs: number,
  ): Promise<Pick<ListRow, 'name' | 'number'>[]>;
  /** Drops the bytes of all lists of a name but the last `kept`, and what is known of those nobody can still hold. */
  prune(trx: Trx, where: ListWhere, kept: number, nowMs: number): Promise<void>;
  /** Says how long the compressed copy is; false when there was one already, or the list is gone. */
  setCompressed(trx: Trx, id: number, gzipBytes: number): Promise<boolean>;
  /** Notes that a list is late, or stale; false when that was noted before. */
  noteAlarm(trx: Trx, alarm: Selectable<AlarmTable>): Promise<boolean>;
}

const intentWrites: Pick<ListWrites, 'insertIntent' | 'publish' | 'abandon'> = {
  insertIntent: async (trx, row, state) => {
    const { numUpdatedRows } = await trx
      .updateTable('crl_state')
      .set({ last_number: row.number })
      .where('authority_id', '=', state.authority_id)
      .where('last_number', '=', state.last_number)
      .where('layout', '=', state.layout)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) throw new Overtaken();
    const { id } = await trx
      .insertInto('crl')
      .values(row)
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  },
  publish: async (trx, id, frame) => {
    const row = await trx
      .updateTable('crl')
      .set({ ...frame, state: 'published' })
      .where('id', '=', id)
      .where('state', '=', 'intent')
      .returning(['authority_id', 'name', 'number'])
      .executeTakeFirst();
    if (row && (await isOvertaken(trx, row))) throw new Overtaken();
    return row !== undefined;
  },
  abandon: async (trx, authorityId, beforeMs) => {
    await trx
      .deleteFrom('crl')
      .where('authority_id', '=', authorityId)
      .where('state', '=', 'abandoned')
      .where('next_update_ms', '<', beforeMs)
      .execute();
    const rows = await trx
      .updateTable('crl')
      .set({ state: 'abandoned' })
      .where('authority_id', '=', authorityId)
      .where('state', '=', 'intent')
      .where('created_ms', '<', beforeMs)
      .returning(['id', 'name', 'number'])
      .execute();
    for (const { id } of rows) {
      await trx.deleteFrom('crl_part').where('crl_id', '=', id).execute();
      await trx.deleteFrom('crl_piece').where('crl_id', '=', id).execute();
    }
    return rows;
  },
};

async function isOvertaken(
  trx: Trx,
  { authority_id: authorityId, name, number }: Pick<ListRow, 'authority_id' | 'name' | 'number'>,
): Promise<boolean> {
  const later = await trx
    .selectFrom('crl')
    .select('id')
    .where('authority_id', '=', authorityId)
    .where('name', '=', name)
    .where('state', '=', published)
    .where('number', '>', number)
    .limit(1)
    .execute();
  return later.length > 0;
}

export const listWrites: ListWrites = {
  ...intentWrites,
  prune: async (trx, { authorityId, name }, kept, nowMs) => {
    const lists = () =>
      trx.selectFrom('crl').where('authority_id', '=', authorityId).where('name', '=', name);
    const [first] = await lists()
      .select('number')
      .where('state', '=', published)
      .orderBy('number', 'desc')
      .offset(kept - 1)
      .limit(1)
      .execute();
    if (!first) return;
    const old = lists()
      .select('id')
      .where('number', '<', first.number)
      .where('state', '=', published);
    await trx.deleteFrom('crl_part').where('crl_id', 'in', old).execute();
    await trx.deleteFrom('crl_piece').where('crl_id', 'in', old).execute();
    await trx
      .deleteFrom('crl')
      .where('id', 'in', old.where('next_update_ms', '<', nowMs))
      .execute();
  },
  setCompressed: async (trx, id, gzipBytes) => {
    const { numUpdatedRows } = await trx
      .updateTable('crl')
      .set({ gzip_bytes: gzipBytes })
      .where('id', '=', id)
      .where('gzip_bytes', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  },
  noteAlarm: async (trx, alarm) => {
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('crl_alarm')
      .values(alarm)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  },
};
