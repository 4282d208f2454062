import { CaError } from '#base';
import { closeSync, fdatasync, fstatSync, openSync } from 'node:fs';
import { promisify } from 'node:util';

/** What a {@link WriteAheadLog} needs. */
export interface LogOptions {
  /** Of the database; the log lies beside it and is there. */
  readonly path: string;
  /** Another number once anybody has committed, undefined where that cannot be told now. */
  readonly version: () => number | undefined;
  /** Brings all that the log holds into the database file and onto the disk. */
  readonly fold: () => Promise<void>;
  /** Waits until what was written to the file is on disk. Default: `fdatasync`, on macOS Node's `F_FULLFSYNC`. */
  readonly flush?: (file: number) => Promise<void>;
  /** Hears how long the file is after each flush. */
  readonly flushed: (sizeBytes: number) => void;
}

const flushFile: (file: number) => Promise<void> = promisify(fdatasync);
const atOnce = Promise.resolve();

/**
 * The write-ahead log of an SQLite file, and what of it is on disk. SQLite writes commits to it without waiting for the
 * disk; here they are waited for, all that came in the meantime at once, while this thread goes on. SQLite holds no lock
 * on the log itself (its locks lie in `-shm` and the database file), so that our own descriptor may be closed.
 */
export class WriteAheadLog {
  readonly #options: LogOptions;
  readonly #flush: (file: number) => Promise<void>;
  readonly #file: number;
  /** The version of the data that is known to be on disk, and the one that is on its way. */
  #safe: number | undefined;
  #flushing: number | undefined;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #failed = false;

  constructor(options: LogOptions) {
    this.#options = options;
    this.#flush = options.flush ?? flushFile;
    this.#file = openSync(`${options.path}-wal`, 'r+');
  }

  /**
   * Whether a flush has failed, so that something that can be read may be lost yet. What the system has dropped then it
   * does not write later: {@link settled} has it all folded into the database file.
   */
  get failed(): boolean {
    return this.#failed;
  }

  /**
   * Settles when all that can be read at this moment is on disk, whichever process has written it.
   *
   * @throws CaError `busy` when the disk did not take it.
   */
  settled(): Promise<void> {
    const version = this.#options.version();
    if (version !== undefined) {
      if (version === this.#safe) return atOnce;
      if (version === this.#flushing && this.#running) return this.#running;
    }
    // One that has not begun covers what is written until it does.
    return (this.#next ??= this.#follow());
  }

  /** Waits for what is under way, then lets go of the file. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#running, this.#next]);
    closeSync(this.#file);
  }

  async #follow(): Promise<void> {
    await this.#running?.catch(() => undefined);
    this.#next = undefined;
    this.#flushing = this.#options.version();
    this.#running = this.#store(this.#flushing);
    return this.#running;
  }

  async #store(version: number | undefined): Promise<void> {
    try {
      await (this.#failed ? this.#options.fold() : this.#flush(this.#file));
      this.#safe = version;
      this.#failed = false;
    } catch (cause) {
      this.#failed = true;
      throw new CaError('busy', notStored, { cause });
    } finally {
      this.#running = undefined;
    }
    this.#options.flushed(fstatSync(this.#file).size);
  }
}

const notStored =
  'The disk did not store what was written to the database: check the disk that holds the data directory.';
