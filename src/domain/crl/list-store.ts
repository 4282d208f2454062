import { sql, type Insertable, type Kysely, type Selectable } from 'kysely';
import type { Database } from '#db';
import type { Trx } from './entry-store.ts';
import { Overtaken } from './overtaken.ts';
import type { AlarmTable, CrlTables, ListRow, ListTable, StateRow } from './tables.ts';

/** The lists of one name of one authority. */
export interface ListWhere {
  readonly authorityId: number;
  readonly name: string;
}

/** How far a list that came because its time had come reached. */
export interface Regular {
  readonly name: string;
  readonly thisUpdateMs: number;
  readonly lastPosition: number;
}

/** The SQL of lists and of their bytes. */
export interface ListStore {
  find(id: number): Promise<ListRow | undefined>;
  /** The published one with the highest number. */
  findLast(where: ListWhere): Promise<ListRow | undefined>;
  /** The published one with the highest number of each name, of one authority or of all. */
  listLast(authorityId?: number): Promise<ListRow[]>;
  /** The last regular one of each name. */
  listRegular(authorityId: number): Promise<Regular[]>;
  /** The oldest complete one of a name that clients may still hold, numbered below `number`. */
  findBase(
    where: ListWhere,
    now: { readonly nowMs: number; readonly number: number },
  ): Promise<ListRow | undefined>;
  /** The lowest position up to which lists that clients may still hold reach. */
  findLeastPosition(authorityId: number, nowMs: number): Promise<number | undefined>;
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
  /** Whether there is an intent that was made before `beforeMs`. */
  hasIntent(authorityId: number, beforeMs: number): Promise<boolean>;
  /** Marks intents made before `beforeMs` as abandoned and drops their bytes; answers which. */
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

export function createListStore(db: Database): ListStore {
  const reader = db.reader<CrlTables>();
  return { ...listReads(reader), ...intentWrites, ...listWrites };
}

function listReads(
  reader: Kysely<CrlTables>,
): Omit<ListStore, keyof typeof intentWrites | keyof typeof listWrites> {
  const published = (where: ListWhere) =>
    reader
      .selectFrom('crl')
      .selectAll()
      .where('authority_id', '=', where.authorityId)
      .where('name', '=', where.name)
      .where('state', '=', 'published');
  return {
    find: (id) => reader.selectFrom('crl').selectAll().where('id', '=', id).executeTakeFirst(),
    findLast: (where) => published(where).orderBy('number', 'desc').limit(1).executeTakeFirst(),
    findBase: (where, { nowMs, number }) =>
      published(where)
        .where('next_update_ms', '>', nowMs)
        .where('number', '<', number)
        .orderBy('number')
        .limit(1)
        .executeTakeFirst(),
    listLast: (authorityId) =>
      reader
        .selectFrom('crl')
        .selectAll()
        .where(({ eb, selectFrom, refTuple }) =>
          eb(
            refTuple('authority_id', 'name', 'number'),
            'in',
            selectFrom('crl as each')
              .select(({ fn }) => ['authority_id', 'name', fn.max('number').as('number')])
              .where('state', '=', 'published')
              .groupBy(['authority_id', 'name'])
              .$if(authorityId !== undefined, (q) => q.where('authority_id', '=', authorityId ?? 0))
              .$asTuple('authority_id', 'name', 'number'),
          ),
        )
        .orderBy('authority_id')
        .orderBy('id')
        .execute(),
    ...historyReads(reader),
  };
}

function historyReads(
  reader: Kysely<CrlTables>,
): Pick<ListStore, 'listRegular' | 'findLeastPosition' | 'hasIntent'> {
  return {
    hasIntent: async (authorityId, beforeMs) => {
      const rows = await reader
        .selectFrom('crl')
        .select('id')
        .where('authority_id', '=', authorityId)
        .where('state', '=', sql.lit('intent'))
        .where('created_ms', '<', beforeMs)
        .limit(1)
        .execute();
      return rows.length > 0;
    },
    listRegular: (authorityId) =>
      reader
        .selectFrom('crl')
        .select(({ fn }) => [
          'name',
          fn.max('this_update_ms').as('thisUpdateMs'),
          fn.max('last_position').as('lastPosition'),
        ])
        .where('authority_id', '=', authorityId)
        .where('state', '=', 'published')
        .where('regular', '=', 1)
        .groupBy('name')
        .execute(),
    findLeastPosition: async (authorityId, nowMs) => {
      const row = await reader
        .selectFrom('crl')
        .select(({ fn }) => fn.min<number | null>('last_position').as('position'))
        .where('authority_id', '=', authorityId)
        .where('state', '=', 'published')
        .where('next_update_ms', '>', nowMs)
        .executeTakeFirst();
      return row?.position ?? undefined;
    },
  };
}

const intentWrites: Pick<ListStore, 'insertIntent' | 'publish' | 'abandon'> = {
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
    .where('state', '=', 'published')
    .where('number', '>', number)
    .limit(1)
    .execute();
  return later.length > 0;
}

const listWrites: Pick<ListStore, 'prune' | 'setCompressed' | 'noteAlarm'> = {
  prune: async (trx, { authorityId, name }, kept, nowMs) => {
    const lists = () =>
      trx.selectFrom('crl').where('authority_id', '=', authorityId).where('name', '=', name);
    const [first] = await lists()
      .select('number')
      .where('state', '=', 'published')
      .orderBy('number', 'desc')
      .offset(kept - 1)
      .limit(1)
      .execute();
    if (!first) return;
    const old = lists()
      .select('id')
      .where('number', '<', first.number)
      .where('state', '<>', 'intent');
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
