import { attempt } from './connection.ts';
import type { Connection } from './connection.ts';
import type { Run } from './dialect.ts';
import { prepareFile } from './file.ts';
import { FileWriter } from './file-writer.ts';
import { patiently } from './patience.ts';
import { SqliteConnection } from './sqlite.ts';
import type { Statement, Outcome } from './sqlite.ts';
import { stopping } from './statement-error.ts';
import { ThreadConnection } from './thread-connection.ts';
import { WriteAheadLog } from './write-ahead-log.ts';
import type { LogOptions } from './write-ahead-log.ts';
import { Written } from './written.ts';

/** Where the file is, and how it is treated. */
export interface FileOptions extends Pick<LogOptions, 'path' | 'flush'> {
  /** How long to wait for another process. */
  readonly busyMs: number;
  /** Hears when the log could not be folded; it is tried again. */
  readonly report: (error: unknown) => void;
}

/** All that leads to one file. */
export interface FileConnections {
  readonly writer: Connection;
  /** Reads on this thread. What it gives is on disk. */
  readonly read: Run;
  /** Reads in a thread of its own, which is begun when it is first asked. What it gives is on disk. */
  readonly scan: Run;
  /** See `Database.stamp`. */
  readonly stamp: () => number | undefined;
  /** See `Database.stampOf`. */
  readonly stampOf: (tables: readonly string[]) => number | undefined;
  /** To be said when the tables are up to date; see `SqliteConnection`. */
  readonly keepUndoInMemory: () => void;
  /** Ends all of them, the writer last: a reader cannot fold the log into the file. */
  close(): Promise<void>;
}

/** A scan or a checkpoint stands still in its own thread; a checkpoint not for long, because writers wait for it. */
const keeperMs = 100;

/** Below this size the log is left to whoever closes the file; above, it is looked at so often. */
const smallBytes = 4 * 1024 * 1024;
const lookMs = 100;

/**
 * Opens a file that is in use at every moment: statements run on this thread and take some microseconds; the disk, other
 * processes, long reads and the folding of the log are waited for elsewhere.
 */
export async function openFileConnections(options: FileOptions): Promise<FileConnections> {
  const { path, busyMs, report, flush } = options;
  prepareFile(path);
  const open = (role: 'writer' | 'reader'): Promise<SqliteConnection> =>
    patiently(busyMs, () => attempt('open', () => new SqliteConnection({ path, role, busyMs: 0 })));
  const connection = await open('writer');
  const reader = await open('reader').catch((error: unknown) => {
    connection.close();
    throw error;
  });
  const scanner = new ThreadConnection({ path, role: 'reader', busyMs });
  const keeper = new ThreadConnection({ path, role: 'keeper', busyMs: keeperMs });
  const log = new WriteAheadLog({
    path,
    flush,
    version: () => reader.version(),
    fold: () => keeper.fold('all'),
    flushed: foldNowAndThen(keeper, report),
  });
  const settled =
    (look: Run): Run =>
    async (statement) => {
      const outcome = await look(statement);
      await log.settled();
      return outcome;
    };
  const reading = new FileReader(reader, busyMs);
  const written = new Written(() => connection.version());
  const writer = new FileWriter({ connection, log, busyMs, written });
  return {
    writer,
    read: settled((statement) => reading.run(statement)),
    scan: settled((statement) => scanner.run(statement)),
    stamp: () => reader.version(),
    stampOf: (tables) => written.stampOf(tables),
    keepUndoInMemory: () => connection.keepUndoInMemory(),
    close: async () => {
      for (const each of [scanner, keeper, reading, writer]) await each.close();
    },
  };
}

class FileReader {
  readonly #connection: SqliteConnection;
  readonly #busyMs: number;
  #closed = false;

  constructor(connection: SqliteConnection, busyMs: number) {
    this.#connection = connection;
    this.#busyMs = busyMs;
  }

  /** A reader waits for others only while they recover the log or let go of it. */
  async run(statement: Statement): Promise<Outcome> {
    return patiently(this.#busyMs, () => {
      if (this.#closed) throw stopping();
      return attempt(statement.sql, () => this.#connection.run(statement));
    });
  }

  close(): void {
    this.#closed = true;
    this.#connection.close();
  }
}

function foldNowAndThen(
  keeper: ThreadConnection,
  report: (error: unknown) => void,
): LogOptions['flushed'] {
  let busy = false;
  let lookedMs = -Infinity;
  const fold = async (): Promise<void> => {
    await keeper.fold('due').catch(report);
    busy = false;
  };
  return (sizeBytes) => {
    if (busy || sizeBytes < smallBytes || performance.now() - lookedMs < lookMs) return;
    busy = true;
    lookedMs = performance.now();
    void fold();
  };
}
