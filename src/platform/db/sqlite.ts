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
  /**
   * The reader of a file cannot write; its keeper folds the log into it. Memory has one connection, its writer, which
   * also reads.
   */
  readonly role: 'writer' | 'reader' | 'keeper';
  /** How long this thread stands still for the locks of other processes. */
  readonly busyMs: number;
}

const maxCachedStatements = 256;

interface Prepared {
  readonly statement: StatementSync;
  readonly columns: readonly string[];
}

/**
 * One SQLite connection on the thread that made it; every call blocks until it is done. A commit is in the write-ahead
 * log then and survives the process; whoever tells of it waits for the disk first (`write-ahead-log.ts`). With
 * `synchronous=NORMAL` SQLite itself waits for the disk where the order of what is written matters: when a log begins
 * anew, and before and after it is folded. A setting that SQLite did not take is an error, not a surprise.
 */
export class SqliteConnection {
  readonly #options: ConnectionOptions;
  readonly #database: DatabaseSync;
  readonly #cache = new Map<string, Prepared>();
  #version: StatementSync | undefined;

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
      if (options.role !== 'reader') this.#configure();
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
    if (this.#options.role !== 'writer') return this.#run(statement);
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

  /**
   * From now on, pages that a statement or a savepoint may have to bring back are kept in memory, not in a temporary file.
   * So is what is sorted: to be said when the indexes of large tables have been made.
   */
  keepUndoInMemory(): void {
    this.#database.exec('pragma temp_store = memory');
  }

  /** Another number once another connection has committed; undefined where that cannot be told now. */
  version(): number | undefined {
    try {
      this.#version ??= this.#database.prepare('pragma data_version');
      const row = this.#version.get() as unknown as SQLOutputValue[] | undefined;
      return row && Number(row[0]);
    } catch {
      // Locked for a moment, or closed.
      return undefined;
    }
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
    if (known) return known;
    const prepared = this.#compile(sql);
    const [oldest] = this.#cache.size >= maxCachedStatements ? this.#cache.keys() : [];
    if (oldest !== undefined) this.#cache.delete(oldest);
    this.#cache.set(sql, prepared);
    return prepared;
  }

  #compile(sql: string): Prepared {
    const statement = this.#database.prepare(sql);
    return { statement, columns: statement.columns().map((column) => column.name) };
  }

  #configure(): void {
    this.#database.exec('pragma journal_mode = wal; pragma synchronous = normal');
    // Folding the log is the keeper's: here it would hold up everybody else on this thread.
    this.#database.exec('pragma wal_autocheckpoint = 0');
    // Only macOS knows these two: there, a plain fsync stops at the drive's own cache.
    this.#database.exec('pragma fullfsync = on; pragma checkpoint_fullfsync = on');
    this.#database.exec('pragma trusted_schema = off');
  }

  #checkSettings(): void {
    const { path, role, busyMs } = this.#options;
    const expected: readonly (readonly [string, SQLOutputValue])[] = [
      ['journal_mode', path === ':memory:' ? 'memory' : 'wal'],
      ['foreign_keys', 1],
      ['busy_timeout', busyMs],
      ...(role === 'reader'
        ? []
        : ([
            ['synchronous', 1],
            ['wal_autocheckpoint', 0],
          ] as const)),
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
