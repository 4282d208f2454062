import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from './database.ts';

/** Names of all tables, in the order in which they were made: none refers to a later one. */
export async function listTables(db: Database): Promise<readonly string[]> {
  const query =
    db.kind === 'sqlite'
      ? sql<{ name: string }>`select name from sqlite_master
          where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by rowid`
      : sql<{ name: string }>`select relname as name from pg_class
          where relkind = 'r' and relnamespace = current_schema()::regnamespace order by oid`;
  const { rows } = await query.execute(db.reader());
  return rows.map(({ name }) => name);
}

/** How many rows a table has. */
export async function countRows(db: Database, table: string): Promise<number> {
  const query = sql<{ rows: number }>`select count(*) as rows from ${sql.table(table)}`;
  return (await query.execute(db.scanner())).rows[0]?.rows ?? 0;
}

/** The highest identity that each table has given out, also when its row is gone; tables that gave none are left out. */
export async function lastIdentities(db: Database): Promise<ReadonlyMap<string, number>> {
  const query =
    db.kind === 'sqlite'
      ? sql<Given>`select name, seq as last from sqlite_sequence`
      : sql<Given>`select owner.relname as name, pg_sequence_last_value(counter.oid) as last
          from pg_class as counter
          join pg_depend as link on link.objid = counter.oid and link.deptype = 'i'
          join pg_class as owner on owner.oid = link.refobjid
          where counter.relkind = 'S' and counter.relnamespace = current_schema()::regnamespace`;
  const { rows } = await query.execute(db.reader());
  return new Map(rows.flatMap(({ name, last }) => (last ? [[name, last]] : [])));
}

interface Given {
  name: string;
  last: number | null;
}

/** Lets a table count on after `last`. */
export async function setIdentity(
  kind: Database['kind'],
  trx: Kysely<unknown>,
  [table, last]: readonly [table: string, last: number],
): Promise<void> {
  if (kind === 'postgresql') {
    const column = sql`pg_get_serial_sequence(${`"${table}"`}, 'id')`;
    await sql`select setval(${column}, ${last})`.execute(trx);
    return;
  }
  await sql`delete from sqlite_sequence where name = ${table}`.execute(trx);
  await sql`insert into sqlite_sequence (name, seq) values (${table}, ${last})`.execute(trx);
}
