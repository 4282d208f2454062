import { CaError } from '#base';
import type { Secret } from '#base';
import { Client } from 'pg';
import type { ClientConfig, QueryArrayResult } from 'pg';
import type { SQLOutputValue } from 'node:sqlite';
import { attempt } from './postgresql-faults.ts';
import { values } from './postgresql-values.ts';
import type { Outcome, Statement } from './sqlite.ts';

/** Where the server is, and how long to wait for it. */
export interface ServerOptions {
  /** `postgres://USER@HOST/NAME?…`, with libpq's parameters (`sslmode`, `sslrootcert`, `host` of a socket). */
  readonly url: string;
  readonly password?: Secret;
  /** How long to wait for the turn of another process before giving up. */
  readonly busyMs: number;
}

/** A process that stops in the middle of a transaction holds up the others for no longer. */
const idleMs = 30_000;

const maxPrepared = 256;

/** What the driver has and its types do not say: whether it keeps the process alive, and what it writes to. */
type LoopClient = Client & {
  ref(): void;
  unref(): void;
  readonly connection: { readonly stream: { cork(): void; uncork(): void } };
};

/**
 * One connection to the server. Statements need not wait for each other's answers: those of one turn of the event loop
 * leave in one message, and are done in their order. Like a file it keeps the process alive only while something is asked.
 */
export class Line {
  readonly #client: LoopClient;
  readonly #names = new Names();
  #asked = 0;
  #corked = false;
  #isLost = false;

  private constructor(client: LoopClient, lost: (line: Line) => void) {
    this.#client = client;
    const lose = (): void => {
      if (!this.#isLost) lost(this);
      this.#isLost = true;
    };
    client.on('error', lose).on('end', lose);
  }

  /**
   * @param lost  Is called once when the connection has gone.
   * @throws LostConnection when there is no server; StatementError when it refuses.
   */
  static async open(options: ServerOptions, lost: (line: Line) => void): Promise<Line> {
    const client = new Client({ ...clientConfig(options), pipeline: true }) as LoopClient;
    const line = new Line(client, lost);
    await attempt('connect', () => client.connect());
    client.unref();
    return line;
  }

  /** One statement, prepared when it first comes. */
  async run(statement: Statement): Promise<Outcome> {
    const query = toQuery(statement, this.#names);
    return toOutcome(await this.#ask(statement.sql, () => this.#client.query(query)));
  }

  /** SQL without values, also several statements; rows of the last one that has some. */
  async control(sql: string): Promise<Outcome['rows']> {
    const query = { text: sql, rowMode: 'array' } as const;
    // The driver gives a result for each statement, which its types do not say.
    const results: unknown = await this.#ask(sql, () => this.#client.query(query));
    const last = [results].flat().findLast((each) => (each as QueryArrayResult).rows.length > 0);
    return last ? (last as QueryArrayResult<SQLOutputValue[]>).rows : [];
  }

  /** Finishes what was asked before. */
  async close(): Promise<void> {
    this.#client.ref();
    await this.#client.end();
  }

  async #ask<T>(sql: string, act: () => Promise<T>): Promise<T> {
    this.#cork();
    if (this.#asked++ === 0) this.#client.ref();
    try {
      return await attempt(sql, act);
    } finally {
      if (--this.#asked === 0) this.#client.unref();
    }
  }

  /** Until all who have something to say in this turn have said it: a message costs more than what is in it. */
  #cork(): void {
    if (this.#corked) return;
    const { stream } = this.#client.connection;
    this.#corked = true;
    stream.cork();
    process.nextTick(() => {
      this.#corked = false;
      stream.uncork();
    });
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
export async function insistOnDurability(line: Line): Promise<void> {
  const [row] =
    await line.control(`select current_setting('fsync'), set_config('synchronous_commit', 'on', false)
    where current_setting('synchronous_commit') = 'off' or current_setting('fsync') = 'off'`);
  if (row?.[0] !== 'off') return;
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
      // One that only listens, and shows that we live, is idle for good.
      '-c idle_session_timeout=0',
      '-c default_transaction_isolation=read\\ committed',
    ].join(' '),
  };
}
