import { assert, CaError } from '#base';
import type { Secret } from '#base';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, Pool } from 'pg';
import type { ClientConfig, QueryArrayResult } from 'pg';
import type { SQLOutputValue } from 'node:sqlite';
import { CommitMarks } from './commit-marks.ts';
import type { Connection } from './connection.ts';
import { values } from './postgresql-values.ts';
import type { Outcome, Statement } from './sqlite.ts';
import { attempt, LostConnection } from './postgresql-faults.ts';
import { stopping, UnknownCommit } from './statement-error.ts';

/** Where the server is, and how long to wait for it. */
export interface ServerOptions {
  /** `postgres://USER@HOST/NAME?…`, with libpq's parameters (`sslmode`, `sslrootcert`, `host` of a socket). */
  readonly url: string;
  readonly password?: Secret;
  /** How long to wait for the turn of another process before giving up. */
  readonly busyMs: number;
}

/**
 * One process writes at a time, as on SQLite, so that every rule that reads before it writes holds there too. The lock
 * ends with the transaction, or with the connection of a process that died in it.
 */
const writerLock = 0x43_65_72_74;

const beginning = `begin read write;
  select pg_advisory_xact_lock(${writerLock}), pg_current_xact_id()::text, to_regclass('writer') is not null`;

/** How many queries may run beside each other. */
const readers = 4;

/** A process that stops in the middle of a transaction holds up the others for no longer. */
const idleMs = 30_000;

const maxPrepared = 256;

/** Connections that only read, as many as are asked at once, up to {@link readers}. */
export async function openReaders(options: ServerOptions): Promise<Connection> {
  const pool = new Pool({ ...clientConfig(options), max: readers, allowExitOnIdle: true });
  // An idle connection that breaks is replaced by the pool.
  pool.on('error', () => undefined);
  const prepared = new Names();
  const refuse = async (): Promise<void> => assert(false, 'a reader has no transactions');
  return {
    run: async (statement) =>
      toOutcome(await attempt(statement.sql, () => pool.query(toQuery(statement, prepared)))),
    begin: refuse,
    commit: refuse,
    rollback: refuse,
    close: () => pool.end(),
  };
}

/**
 * The connection that writes. A lost one is opened anew by the next `begin`.
 *
 * @param returned  Is waited for before anything is written on a connection that was opened anew.
 */
export async function openWriter(
  options: ServerOptions,
  returned: () => Promise<void> = async () => undefined,
): Promise<Connection> {
  const writer = new Writer(options, returned);
  await writer.connect();
  return writer;
}

/** What the driver can do and its types do not say: whether the connection keeps the process alive. */
type LoopClient = Client & { ref(): void; unref(): void };

class Writer implements Connection {
  readonly #options: ServerOptions;
  #client: LoopClient | undefined;
  #prepared = new Names();
  /** The transaction, whether it may leave a mark, and whether it has changed anything. */
  #transaction = '';
  #hasTable = false;
  #changed = false;
  readonly #marks = new CommitMarks();
  #closed = false;
  readonly #returned: () => Promise<void>;
  #wasLost = false;

  constructor(options: ServerOptions, returned: () => Promise<void>) {
    this.#options = options;
    this.#returned = returned;
  }

  async connect(): Promise<LoopClient> {
    if (this.#closed) throw stopping();
    const client = new Client(clientConfig(this.#options)) as LoopClient;
    client.on('error', () => this.#lose(client));
    client.on('end', () => this.#lose(client));
    await attempt('connect', () => client.connect());
    try {
      await insistOnDurability(client);
      if (this.#wasLost) await this.#returned();
    } catch (error) {
      await client.end();
      throw error;
    }
    this.#prepared = new Names();
    this.#client = client;
    // As with a file: an idle connection does not keep the process alive.
    client.unref();
    return client;
  }

  /** Waits for the turn of this process. */
  async begin(): Promise<void> {
    const client = this.#client ?? (await this.connect());
    client.ref();
    try {
      // Two statements in one message: the driver then gives a result for each, which its types do not say.
      const query = { text: beginning, rowMode: 'array' } as const;
      const results = await attempt(beginning, () => client.query(query));
      const [, { rows }] = results as unknown as [QueryArrayResult, QueryArrayResult];
      this.#transaction = String(rows[0]?.[1]);
      this.#hasTable = rows[0]?.[2] === 1;
      this.#changed = false;
    } catch (error) {
      // Begun, but without its turn: the connection is to be of use to the next.
      await client.query('rollback').catch(() => undefined);
      client.unref();
      throw error;
    }
  }

  async run(statement: Statement): Promise<Outcome> {
    const client = this.#use();
    const { before, purpose } = statement;
    if (before) await attempt(before, () => client.query(before));
    this.#changed ||= purpose === 'write';
    const query = toQuery(statement, this.#prepared);
    return toOutcome(await attempt(statement.sql, () => client.query(query)));
  }

  async commit(before: string): Promise<void> {
    const client = this.#use();
    const mark = this.#changed && this.#hasTable ? this.#marks.next() : '';
    try {
      // One message: when what comes before the commit fails, the commit is not done.
      await attempt('commit', () => client.query(`${before}${mark}commit`));
    } catch (error) {
      if (!(error instanceof LostConnection) || !(await this.#hasCommitted())) throw error;
    } finally {
      client.unref();
    }
  }

  async rollback(): Promise<void> {
    const client = this.#use();
    try {
      await attempt('rollback', () => client.query('rollback'));
    } finally {
      client.unref();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#client?.end();
  }

  #use(): LoopClient {
    if (!this.#client) throw new LostConnection();
    return this.#client;
  }

  #lose(client: Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#wasLost = true;
  }

  /** The connection broke while the server was committing: it alone knows how that ended, once it is back. */
  async #hasCommitted(): Promise<boolean> {
    const transaction = this.#transaction;
    const untilMs = performance.now() + this.#options.busyMs;
    while (performance.now() < untilMs && !this.#closed) {
      const found = await this.#findCommit(transaction).catch(() => undefined);
      if (found !== undefined) return found;
      await wait(100);
    }
    throw new UnknownCommit();
  }

  /** Undefined while the server is still at it. */
  async #findCommit(transaction: string): Promise<boolean | undefined> {
    const client = this.#client ?? (await this.connect());
    const ask = async (text: string, value: string): Promise<unknown> =>
      (await client.query({ text, values: [value], rowMode: 'array' })).rows[0]?.[0];
    const status = await ask('select pg_xact_status($1::text::xid8)', transaction);
    if (status === 'in progress') return undefined;
    if (!this.#changed || !this.#hasTable) return status === 'committed';
    return this.#marks.isLast(await ask(CommitMarks.query, this.#marks.writer));
  }
}

/** Names of prepared statements: the first {@link maxPrepared} texts of a connection keep their plan. */
class Names {
  readonly #names = new Map<string, string>();

  of(sql: string): string | undefined {
    const known = this.#names.get(sql);
    if (known !== undefined || this.#names.size >= maxPrepared) return known;
    const name = `s${this.#names.size}`;
    this.#names.set(sql, name);
    return name;
  }
}

/** What is acknowledged is on disk (I1): a server told otherwise is not one to keep a CA on. */
async function insistOnDurability(client: Client): Promise<void> {
  const sql = `select current_setting('fsync'), set_config('synchronous_commit', 'on', false)
    where current_setting('synchronous_commit') = 'off' or current_setting('fsync') = 'off'`;
  const { rows } = await attempt(sql, () => client.query({ text: sql, rowMode: 'array' }));
  if (rows[0]?.[0] !== 'off') return;
  throw new CaError(
    'bad_config',
    'The PostgreSQL server runs with fsync=off, which loses certificates when the power fails: set fsync=on.',
  );
}

function toOutcome({ fields, rows, rowCount }: QueryArrayResult<SQLOutputValue[]>): Outcome {
  return { columns: fields.map((field) => field.name), rows, changes: rowCount ?? 0 };
}

interface ArrayQuery {
  readonly name?: string;
  readonly text: string;
  readonly values: unknown[];
  readonly rowMode: 'array';
}

function toQuery({ sql, parameters }: Statement, prepared: Names): ArrayQuery {
  const name = prepared.of(sql);
  return { text: sql, values: [...parameters], rowMode: 'array', ...(name && { name }) };
}

/**
 * The settings of every connection. Nothing is written but in a transaction that says so: not by a reader, nor after a
 * work has ended its transaction.
 */
export function clientConfig({ url, password, busyMs }: ServerOptions): ClientConfig {
  return {
    connectionString: url,
    ...(password && { password: () => password.reveal() }),
    types: values,
    application_name: 'certwright',
    connectionTimeoutMillis: busyMs,
    keepAlive: true,
    options: [
      '-c default_transaction_read_only=on',
      `-c lock_timeout=${busyMs}`,
      `-c idle_in_transaction_session_timeout=${idleMs}`,
      '-c default_transaction_isolation=read\\ committed',
    ].join(' '),
  };
}
