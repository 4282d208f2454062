import { randomText } from '#base';
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { prepareFile } from './file.ts';
import { unseen } from './presence.ts';
import type { Presence, Presences } from './presence.ts';

/**
 * Beside an SQLite file: each process holds the lock of an empty file of its own, in the directory `PATH-processes`. The
 * system gives the lock up when the process ends, also by `kill -9`, and not while it merely stands still. It is SQLite that
 * locks, in the way on which the database itself rests: where one works, so does the other, and connections of one process
 * do not take each other's.
 */
export class FilePresences implements Presences {
  readonly #directory: string;
  readonly #report: (error: unknown) => void;
  /** What holds the locks, by name. Whatever nobody holds on to is closed. */
  readonly #held = new Map<string, DatabaseSync>();

  /** @param report  Hears why this process cannot be seen; the others go by its leases then. */
  constructor(path: string, report: (error: unknown) => void) {
    this.#directory = `${path}-processes`;
    this.#report = report;
  }

  async appear(): Promise<Presence> {
    const name = randomText(16);
    try {
      this.#held.set(name, hold(join(this.#directory, name)));
    } catch (error) {
      this.#report(error);
      return unseen();
    }
    return { name, isSeen: true };
  }

  async listGone(names: readonly string[]): Promise<readonly string[]> {
    for (const name of this.#list()) if (!names.includes(name)) this.#clear(name);
    return names.filter((name) => isFree(join(this.#directory, name)));
  }

  async close(): Promise<void> {
    for (const [name, lock] of this.#held) {
      lock.close();
      this.#held.delete(name);
      this.#clear(name);
    }
    try {
      rmdirSync(this.#directory);
    } catch {
      // Others are there, or nobody ever was.
    }
  }

  #list(): readonly string[] {
    try {
      return readdirSync(this.#directory);
    } catch {
      return [];
    }
  }

  #clear(name: string): void {
    const path = join(this.#directory, name);
    if (isFree(path)) rmSync(path, { force: true });
  }
}

/** Others may look at a file before its lock is held, and clear it away: then it is of no use. */
function hold(path: string): DatabaseSync {
  prepareFile(path);
  const database = new DatabaseSync(path, { timeout: lookMs });
  try {
    database.exec('pragma journal_mode = memory; begin exclusive');
    if (existsSync(path)) return database;
    throw new Error(`${path} is gone`);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** More than a look of another takes. */
const lookMs = 1000;

/** Whether the lock of a file can be had. A file that is not there, or cannot be read, says nothing. */
function isFree(path: string): boolean {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: 0 });
    database.exec('select 1 from sqlite_schema');
    return true;
  } catch {
    return false;
  } finally {
    database?.close();
  }
}
