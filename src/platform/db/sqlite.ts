import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';

/** One statement and what it is for. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly SQLInputValue[];
  /** Only a `write` may change rows, and only inside a transaction. */
  readonly purpose: 'read' | 'write';
  /** SQL that moves savepoints, to be done first. */
  readonly before?: string;
}

/** What a statement gave: rows as arrays in the order of `columns`. */
export interface Outcome {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SQLOutputValue[])[];
  /** Rows changed; means nothing for a statement that returns rows. */
  readonly changes: number | bigint;
}

/** Where and how to open one connection. */
export interface ConnectionOptions {
  /** An absolute path, or `:memory:`. */
  readonly path: string;
  /** The reader of a file cannot write; memory has one connection, its writer, which also reads. */
  readonly role: 'writer' | 'reader';
  /** How long to wait for the locks of other processes before giving up. */
  readonly busyMs: number;
}

const maxCachedStatements = 256;
const retryMs = 20;

interface Prepared {
  readonly statement: StatementSync;
  readonly columns: readonly string[];
}

/**
 * One SQLite connection on the thread that made it; every call blocks until it is done. Opened so that an acknowledged
 * commit survives a power cut (WAL, `synchronous=FULL`), and checked to be so: a setting that SQLite did not take is an
 * error, not a surprise.
 */
export class SqliteConnection {
  readonly #options: ConnectionOptions;
  readonly #database: DatabaseSync;
  readonly #cache = new Map<string, Prepared>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#database = new DatabaseSync(options.path, {
      readOnly: options.role === 'reader',
      timeout: options.busyMs,
      enableForeignKeyConstraints: true,
      returnArrays: true,
      defensive: true,
    });
    try {
      if (options.role === 'writer') this.#configure();
      this.#checkSettings();
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** Runs one statement to its end. */
  run(statement: Statement): Outcome {
    if (statement.purpose === 'write') {
      if (!this.#database.isTransaction) throw new Error('the transaction has already ended');
      if (statement.before) this.#database.exec(statement.before);
      return this.#run(statement);
    }
    if (this.#options.role === 'reader') return this.#run(statement);
    this.#database.exec('pragma query_only = on');
    try {
      return this.#run(statement);
    } finally {
      this.#database.exec('pragma query_only = off');
    }
  }

  /** Runs SQL that moves the transaction: `begin`, `commit`, savepoints. */
  control(sql: string): void {
    this.#database.exec(sql);
  }

  /** Closes the connection; the last one to close a file folds its WAL back into it. */
  close(): void {
    this.#database.close();
  }

  #run({ sql, parameters }: Statement): Outcome {
    const { statement, columns } = this.#prepare(sql);
    if (columns.length > 0) {
      // With `returnArrays` a row is an array, which the type of `all` does not say.
      const rows = statement.all(...parameters) as unknown as SQLOutputValue[][];
      return { columns, rows, changes: 0 };
    }
    const { changes } = statement.run(...parameters);
    return { columns, rows: [], changes };
  }

  #prepare(sql: string): Prepared {
    const known = this.#cache.get(sql);
    this.#cache.delete(sql);
    const prepared = known ?? this.#compile(sql);
    this.#cache.set(sql, prepared);
    const [oldest] = this.#cache.keys();
    if (this.#cache.size > maxCachedStatements && oldest !== undefined) this.#cache.delete(oldest);
    return prepared;
  }

  #compile(sql: string): Prepared {
    const statement = this.#database.prepare(sql);
    return { statement, columns: statement.columns().map((column) => column.name) };
  }

  #configure(): void {
    this.#insist('pragma journal_mode = wal');
    this.#database.exec('pragma synchronous = full');
    // Only macOS knows these two: there, a plain fsync stops at the drive's own cache.
    this.#database.exec('pragma fullfsync = on; pragma checkpoint_fullfsync = on');
    this.#database.exec('pragma trusted_schema = off');
  }

  /** SQLite does not wait for its lock when two processes turn the same new file to WAL at once. */
  #insist(sql: string): void {
    const tries = Math.ceil(this.#options.busyMs / retryMs);
    for (let left = tries; ; left--) {
      try {
        this.#database.exec(sql);
        return;
      } catch (error) {
        if (left <= 0 || ((error as { errcode?: number }).errcode ?? 0) % 256 !== 5) throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, retryMs);
      }
    }
  }

  #checkSettings(): void {
    const { path, role, busyMs } = this.#options;
    const expected: readonly (readonly [string, SQLOutputValue])[] = [
      ['journal_mode', path === ':memory:' ? 'memory' : 'wal'],
      ['foreign_keys', 1],
      ['busy_timeout', busyMs],
      ...(role === 'writer' ? ([['synchronous', 2]] as const) : []),
    ];
    for (const [name, value] of expected) {
      const [row] = this.#run({ sql: `pragma ${name}`, parameters: [], purpose: 'read' }).rows;
      if (row?.[0] !== value) throw new SettingError(name, String(row?.[0]));
    }
  }
}

/** SQLite did not take a setting on which durability rests; most often the file system cannot do WAL. */
class SettingError extends Error {
  readonly code = 'ERR_SQLITE_SETTING';

  constructor(name: string, value: string) {
    super(`SQLite answers ${name}=${value}`);
  }
}
