import { sql, type Compilable, type Kysely } from 'kysely';
import { compileOnce, type Database } from '#db';
import { published } from './literals.ts';
import { listWrites, type ListWhere, type ListWrites } from './list-writes.ts';
import type { CrlTables, ListRow } from './tables.ts';

/** How far a list that came because its time had come reached. */
export interface Regular {
  readonly name: string;
  readonly thisUpdateMs: number;
  readonly lastPosition: number;
}

/** The SQL of lists and of their bytes. */
export interface ListStore extends ListWrites {
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
  /** Whether there is an intent that was made before `beforeMs`. */
  hasIntent(authorityId: number, beforeMs: number): Promise<boolean>;
}

export function createListStore(db: Database): ListStore {
  const reader = db.reader<CrlTables>();
  return { ...listReads(reader), ...listWrites };
}

function listReads(reader: Kysely<CrlTables>): Omit<ListStore, keyof ListWrites> {
  const named = (where: ListWhere) =>
    reader
      .selectFrom('crl')
      .selectAll()
      .where('authority_id', '=', where.authorityId)
      .where('name', '=', where.name)
      .where('state', '=', published);
  const selectLast = compileOnce(reader, (_, where: ListWhere) =>
    named(where).orderBy('number', 'desc').limit(1),
  );
  const selectLasts = compileOnce(reader, lastOfEach);
  return {
    find: (id) => reader.selectFrom('crl').selectAll().where('id', '=', id).executeTakeFirst(),
    findLast: async ({ authorityId, name }) => (await selectLast({ authorityId, name })).rows[0],
    findBase: (where, { nowMs, number }) =>
      named(where)
        .where('next_update_ms', '>', nowMs)
        .where('number', '<', number)
        .orderBy('number')
        .limit(1)
        .executeTakeFirst(),
    listLast: async (id) => (await selectLasts(id === undefined ? {} : { authorityId: id })).rows,
    ...historyReads(reader),
  };
}

/** The published one with the highest number of each name: of one authority, where one is given. */
export function lastOfEach(
  from: Kysely<CrlTables>,
  { authorityId }: Pick<Partial<ListWhere>, 'authorityId'>,
): Compilable<ListRow> {
  return from
    .selectFrom('crl')
    .selectAll()
    .where(({ eb, selectFrom, refTuple }) =>
      eb(
        refTuple('authority_id', 'name', 'number'),
        'in',
        selectFrom('crl as each')
          .select(({ fn }) => ['authority_id', 'name', fn.max('number').as('number')])
          .where('state', '=', published)
          .groupBy(['authority_id', 'name'])
          .$if(authorityId !== undefined, (q) => q.where('authority_id', '=', authorityId ?? 0))
          .$asTuple('authority_id', 'name', 'number'),
      ),
    )
    .orderBy('authority_id')
    .orderBy('id');
}

function historyReads(
  reader: Kysely<CrlTables>,
): Pick<ListStore, 'listRegular' | 'findLeastPosition' | 'hasIntent'> {
  const selectIntent = compileOnce(reader, (from, where: { id: number; beforeMs: number }) =>
    from
      .selectFrom('crl')
      .select('id')
      .where('authority_id', '=', where.id)
      .where('state', '=', sql.lit('intent'))
      .where('created_ms', '<', where.beforeMs)
      .limit(1),
  );
  const selectRegular = compileOnce(reader, (from, { id }: { id: number }) =>
    from
      .selectFrom('crl')
      .select(({ fn }) => [
        'name',
        fn.max('this_update_ms').as('thisUpdateMs'),
        fn.max('last_position').as('lastPosition'),
      ])
      .where('authority_id', '=', id)
      .where('state', '=', published)
      .where('regular', '=', 1)
      .groupBy('name'),
  );
  return {
    hasIntent: async (id, beforeMs) => (await selectIntent({ id, beforeMs })).rows.length > 0,
    listRegular: async (id) => (await selectRegular({ id })).rows,
    findLeastPosition: async (authorityId, nowMs) => {
      const row = await reader
        .selectFrom('crl')
        .select(({ fn }) => fn.min<number | null>('last_position').as('position'))
        .where('authority_id', '=', authorityId)
        .where('state', '=', published)
        .where('next_update_ms', '>', nowMs)
        .executeTakeFirst();
      return row?.position ?? undefined;
    },
  };
}
