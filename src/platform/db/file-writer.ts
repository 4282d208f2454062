import { attempt } from './connection.ts';
import type { Connection } from './connection.ts';
import { patiently } from './patience.ts';
import type { Outcome, SqliteConnection, Statement } from './sqlite.ts';
import { stopping, UnknownCommit } from './statement-error.ts';
import type { WriteAheadLog } from './write-ahead-log.ts';
import type { Written } from './written.ts';

/** What a {@link FileWriter} needs. */
export interface FileWriterOptions {
  readonly connection: SqliteConnection;
  readonly log: WriteAheadLog;
  readonly written: Written;
  readonly busyMs: number;
}

/**
 * The connection that writes a file, on this thread: a statement takes some microseconds. What takes long is waited for:
 * the lock of another process at the beginning, the disk at the end.
 */
export class FileWriter implements Connection {
  readonly #options: FileWriterOptions;
  #closed = false;

  constructor(options: FileWriterOptions) {
    this.#options = options;
  }

  async run(statement: Statement): Promise<Outcome> {
    this.#options.written.note(statement.sql);
    return attempt(statement.sql, () => this.#options.connection.run(statement));
  }

  async begin(): Promise<void> {
    if (this.#closed) throw stopping();
    const { log, busyMs } = this.#options;
    // Nothing is built upon what may be lost yet.
    if (log.failed) await log.settled();
    await patiently(busyMs, () => this.#control('begin immediate'));
  }

  /** What is committed here others can read at once, so nothing may come between that and the wait for the disk. */
  async commit(before: string): Promise<void> {
    this.#control(`${before}commit`);
    this.#options.written.commit();
    try {
      await this.#options.log.settled();
    } catch (cause) {
      throw new UnknownCommit(cause);
    }
  }

  async rollback(): Promise<void> {
    this.#options.written.rollback();
    this.#control('rollback');
  }

  /** The last to close a file folds its log into it. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#options.log.close();
    this.#options.connection.close();
  }

  #control(sql: string): void {
    attempt(sql, () => this.#options.connection.control(sql));
  }
}
