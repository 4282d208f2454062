import { compileOnce, sendOnce } from '#db';
import type { CompiledOnce, Database, SentOnce } from '#db';
import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';

/** One entry of the audit trail. Its text columns are hashed as they stand, and are never parsed and written again. */
export interface EventRow {
  readonly id: number;
  readonly type: string;
  readonly at_ms: number;
  readonly actor: string | null;
  /** JSON object. */
  readonly subjects: string;
  /** JSON object. */
  readonly payload: string;
  /** Lower-case hex of SHA-256. */
  readonly previous_hash: string;
  readonly hash: string;
}

/** The last entry, by id and hash: whoever keeps it elsewhere can later prove that nothing before it has changed. */
export type Head = Pick<EventRow, 'id' | 'hash'>;

/** Which entries of the trail are wanted; all given conditions must hold. */
export interface TrailQuery {
  /** At most so many. */
  readonly limit: number;
  /** Those with a higher id, the first of them first; without it, the last ones. */
  readonly after?: number;
  readonly type?: string;
  readonly actor?: string;
  /** Not before this moment. */
  readonly sinceMs?: number;
  /** Before this moment. */
  readonly untilMs?: number;
}

/** What only this room may touch. */
export interface EventTables {
  event: EventRow;
  /** How far each named listener has come. */
  event_cursor: { name: string; event_id: number };
  /** On PostgreSQL, one row: the highest id that was given out. With SQLite it is empty. */
  event_last: { one: number; event_id: number };
}

/** The queries of this room outside the acts of others. */
export class EventStore {
  readonly #db: Database;
  readonly #reader: Kysely<EventTables>;
  readonly #scanner: Kysely<EventTables>;
  readonly #head: CompiledOnce<EventTables, object, Head>;
  readonly #insert: SentOnce<EventRow, unknown>;

  constructor(db: Database) {
    this.#db = db;
    this.#reader = db.reader();
    this.#scanner = db.scanner();
    this.#head = compileOnce(this.#reader, (from) =>
      from.selectFrom('event').select(['id', 'hash']).orderBy('id', 'desc').limit(1),
    );
    const noting: typeof noteId = db.kind === 'postgresql' ? noteId : (to) => to;
    this.#insert = sendOnce(this.#reader, (to, row: EventRow) =>
      noting(to, row).insertInto('event').values(row),
    );
  }

  /** The last entry of all, undefined before the first. */
  async findHead(reader?: Kysely<EventTables>): Promise<Head | undefined> {
    return (await this.#head({}, reader)).rows[0];
  }

  async holds({ id, hash }: Head): Promise<boolean> {
    const query = this.#reader.selectFrom('event').select('id').where('id', '=', id);
    return (await query.where('hash', '=', hash).execute()).length > 0;
  }

  /** Asks for the id of the last entry of any of these types, 0 when there is none; compiled once, to be asked often. */
  lastOf(types: readonly [string, ...string[]]): () => Promise<number> {
    const last = (type: string) =>
      this.#reader
        .selectFrom('event')
        .select(({ fn }) => fn.max('id').as('id'))
        .where('type', '=', type);
    const [first, ...others] = types;
    const query = others.reduce((all, type) => all.unionAll(last(type)), last(first)).compile();
    return async () => {
      const { rows } = await this.#reader.executeQuery(query);
      return Math.max(0, ...rows.map(({ id }) => id ?? 0));
    };
  }

  /** At most `limit` entries after `id` in their order; of one type, where one is named: there, few are expected. */
  listAfter(id: number, limit: number, type?: string): Promise<EventRow[]> {
    const reader = type === undefined ? this.#scanner : this.#reader;
    let query = reader.selectFrom('event').selectAll().where('id', '>', id);
    if (type !== undefined) query = query.where('type', '=', type);
    return query.orderBy('id').limit(limit).execute();
  }

  /** A page of the trail in its order. */
  async list({ limit, after, type, actor, sinceMs, untilMs }: TrailQuery): Promise<EventRow[]> {
    const rows = await this.#scanner
      .selectFrom('event')
      .selectAll()
      .$if(after !== undefined, (query) => query.where('id', '>', after ?? 0))
      .$if(type !== undefined, (query) => query.where('type', '=', type ?? ''))
      .$if(actor !== undefined, (query) => query.where('actor', '=', actor ?? ''))
      .$if(sinceMs !== undefined, (query) => query.where('at_ms', '>=', sinceMs ?? 0))
      .$if(untilMs !== undefined, (query) => query.where('at_ms', '<', untilMs ?? 0))
      .orderBy('id', after === undefined ? 'desc' : 'asc')
      .limit(limit)
      .execute();
    return after === undefined ? rows.reverse() : rows;
  }

  /** The highest id that was ever given out, also when its row is gone. */
  async lastGivenId(): Promise<number> {
    if (this.#db.kind === 'postgresql') {
      const last = this.#reader.selectFrom('event_last').select('event_id');
      return (await last.executeTakeFirst())?.event_id ?? 0;
    }
    // SQLite notes it for every identity column in a table of its own.
    const { rows } = await sql<{
      seq: number;
    }>`select seq from sqlite_sequence where name = 'event'`.execute(this.#reader);
    return rows[0]?.seq ?? 0;
  }

  /** Adds an entry, and notes its id where the database does not do so by itself. */
  insert(trx: Transaction<EventTables>, row: EventRow): void {
    this.#insert(row, trx);
  }

  /** The last entry that the named listener has done with; undefined for one that never started. */
  async findCursor(name: string): Promise<number | undefined> {
    const row = await this.#reader
      .selectFrom('event_cursor')
      .select('event_id')
      .where('name', '=', name)
      .executeTakeFirst();
    return row?.event_id;
  }

  /** Lets new names begin after the last entry there is; known ones keep their place. */
  async createCursors(names: readonly string[]): Promise<void> {
    await this.#db.transaction(async (trx: Transaction<EventTables>) => {
      const head = await this.findHead(trx);
      for (const name of names) {
        await trx
          .insertInto('event_cursor')
          .values({ name, event_id: head?.id ?? 0 })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
    });
  }

  /**
   * Never moves back: another process may already be further. Nor to an entry that is no longer on record as it was heard
   * of: a database that came back without its last entries gives their numbers to others, of which nobody has heard.
   */
  async moveCursor(name: string, { id, hash }: Head): Promise<void> {
    await this.#db.transaction((trx: Transaction<EventTables>) =>
      trx
        .updateTable('event_cursor')
        .set({ event_id: id })
        .where('name', '=', name)
        .where('event_id', '<', id)
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('event')
              .select('event.id')
              .where('event.id', '=', id)
              .where('event.hash', '=', hash),
          ),
        )
        .execute(),
    );
  }
}

/** Notes the id of a row with the same statement that adds the row. */
function noteId(
  to: Kysely<EventTables>,
  { id }: EventRow,
): Pick<Kysely<EventTables>, 'insertInto'> {
  return to.with('noted', (notes) =>
    notes
      .insertInto('event_last')
      .values({ one: 1, event_id: id })
      .onConflict((conflict) => conflict.column('one').doUpdateSet({ event_id: id })),
  );
}
