import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { createHash } from 'node:crypto';
import { CaError } from '#base';
import type { Database } from './database.ts';
import { countRows, lastIdentities, listTables, setIdentity } from './tables.ts';

/** One table on both sides. */
export interface CopiedTable {
  readonly name: string;
  readonly rows: number;
  /** Over all rows, in whatever order: 64 hex digits. */
  readonly digest: string;
  /** Whether what was read back from the copy has the same rows. */
  readonly same: boolean;
}

type Row = Readonly<Record<string, unknown>>;

const pageSize = 500;

/** What the copy knows by itself: which steps its tables have seen, and who wrote it. */
const own: ReadonlySet<string> = new Set(['migration', 'writer']);

/**
 * Copies every row of one database into another, which has the same tables and no rows yet, then reads the copy back and
 * compares. Nobody else writes the source meanwhile: it is held as by a transaction, and writers wait or are told `busy`.
 *
 * @param tell  Hears after every page how many rows of a table are there.
 * @throws CaError `already_exists` when the copy would not begin empty; nothing has been written then.
 */
export async function copyDatabase(
  from: Database,
  to: Database,
  tell: (table: string, rows: number) => void,
): Promise<readonly CopiedTable[]> {
  const tables = (await listTables(to)).filter((name) => !own.has(name));
  await requireEmpty(to, tables);
  return from.transaction(async (trx) => {
    const copied: CopiedTable[] = [];
    for (const name of tables) {
      const { rows, digest } = await copyTable({ kind: from.kind, trx, to, name, tell });
      const back = await digestOf(to, name);
      copied.push({ name, rows, digest, same: back.rows === rows && back.digest === digest });
    }
    const identities = await lastIdentities(from);
    await to.transaction(async (there) => {
      for (const last of identities) await setIdentity(to.kind, there, last);
    });
    return copied;
  });
}

async function requireEmpty(to: Database, tables: readonly string[]): Promise<void> {
  for (const name of tables) {
    if ((await countRows(to, name)) === 0) continue;
    const detail = `The database to copy into is not empty: its table ${name} has rows. Name another.`;
    throw new CaError('already_exists', detail);
  }
}

interface TableCopy {
  readonly kind: Database['kind'];
  readonly trx: Transaction<unknown>;
  readonly to: Database;
  readonly name: string;
  readonly tell: (table: string, rows: number) => void;
}

async function copyTable({ kind, trx, to, name, tell }: TableCopy): Promise<Digested> {
  const total = new Digest();
  for await (const page of pages(kind, trx, name)) {
    total.add(page);
    await to.transaction((there: Transaction<Record<string, Row>>) =>
      there.insertInto(name).values(page).execute(),
    );
    tell(name, total.rows);
  }
  return total;
}

async function digestOf(db: Database, name: string): Promise<Digested> {
  const total = new Digest();
  for await (const page of pages(db.kind, db.scanner(), name)) total.add(page);
  return total;
}

/** The rows of a table in the order in which they lie, which needs no index; not changed by reading. */
async function* pages(
  kind: Database['kind'],
  reader: ReturnType<Database['reader']>,
  name: string,
): AsyncGenerator<Row[]> {
  const [place, cast] = kind === 'sqlite' ? [sql`rowid`, sql``] : [sql`ctid`, sql`::text::tid`];
  const shown = kind === 'sqlite' ? place : sql`${place}::text`;
  let after: unknown = kind === 'sqlite' ? -1 : '(0,0)';
  for (;;) {
    const { rows } = await sql<Row>`
      select ${shown} as copied_place, everything.* from ${sql.table(name)} as everything
      where ${place} > ${after}${cast} order by ${place} limit ${pageSize}`.execute(reader);
    if (rows.length > 0) yield rows.map(({ copied_place: _, ...row }) => row);
    if (rows.length < pageSize) return;
    after = rows.at(-1)?.['copied_place'];
  }
}

interface Digested {
  readonly rows: number;
  readonly digest: string;
}

/** The sum of the hashes of all rows: the two databases need not agree about their order. */
class Digest implements Digested {
  rows = 0;
  #sum = 0n;

  add(page: readonly Row[]): void {
    for (const row of page) {
      this.rows += 1;
      this.#sum = (this.#sum + hashOf(row)) % modulus;
    }
  }

  get digest(): string {
    return this.#sum.toString(16).padStart(64, '0');
  }
}

const modulus = 1n << 256n;

function hashOf(row: Row): bigint {
  const columns = Object.keys(row).toSorted();
  const values = columns.map((column) => [column, plain(row[column])]);
  return BigInt(`0x${createHash('sha256').update(JSON.stringify(values)).digest('hex')}`);
}

function plain(value: unknown): unknown {
  return value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value;
}
