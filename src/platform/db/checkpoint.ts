import type { SqliteConnection } from './sqlite.ts';

/** When a {@link LogKeeper} does what, in pages of 4 KiB. */
export interface LogLimits {
  /** From so many on that are in the log and not in the file yet, they are folded. */
  readonly duePages: number;
  /** In a log of so many, writers wait a moment, so that it begins anew. */
  readonly longPages: number;
  /** After that was in vain, because somebody reads for long, it is tried after so many more. */
  readonly morePages: number;
}

/** 4, 64 and 16 MiB. */
const usual: LogLimits = { duePages: 1024, longPages: 16_384, morePages: 4096 };

/** What SQLite says of a checkpoint; see https://sqlite.org/pragma.html#pragma_wal_checkpoint. */
interface Checkpointed {
  readonly busy: boolean;
  /** In the log, and how many of them are in the file too. */
  readonly pages: number;
  readonly folded: number;
}

/** Folds the log of one file into it, on the thread that makes it: that takes as long as the disk takes. */
export class LogKeeper {
  readonly #connection: SqliteConnection;
  readonly #limits: LogLimits;
  #restartPages: number;

  constructor(connection: SqliteConnection, limits: LogLimits = usual) {
    this.#connection = connection;
    this.#limits = limits;
    this.#restartPages = limits.longPages;
  }

  /** Folds if enough has come together; readers and writers go on, but for a log that has grown long. */
  foldWhenDue(): void {
    const { duePages, longPages, morePages } = this.#limits;
    // Before 3.51, SQLite takes `noop` for `passive`.
    const { pages, folded } = this.#checkpoint('noop');
    if (pages - folded < duePages) return;
    this.#checkpoint('passive');
    if (pages < this.#restartPages) return;
    this.#restartPages = this.#checkpoint('restart').busy ? pages + morePages : longPages;
  }

  /** Folds everything. @throws when somebody is in the way. */
  foldAll(): void {
    if (this.#checkpoint('truncate').busy) throw new Error('the log is in use');
  }

  #checkpoint(mode: 'noop' | 'passive' | 'restart' | 'truncate'): Checkpointed {
    const sql = `pragma wal_checkpoint(${mode})`;
    const [row = []] = this.#connection.run({ sql, parameters: [], purpose: 'read' }).rows;
    const [busy, pages, folded] = row.map(Number);
    return { busy: busy !== 0, pages: pages ?? 0, folded: folded ?? 0 };
  }
}
