import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CaError } from '#base';

/**
 * Writes a copy of an SQLite database, as it stands at one moment, into a new file of mode 0600: whole and on disk, or
 * not at all. Nobody waits for it, neither readers nor writers.
 *
 * @param url  As for `openDatabase`.
 * @throws CaError `unsupported` for another kind of database, saying what to use; `already_exists` for the file;
 *   `not_found` when there is no database.
 */
export function backupDatabase(url: string, path: string): void {
  const source = fileOf(url, 'back it up with pg_dump --format=custom');
  if (!existsSync(source)) throw new CaError('not_found', 'There is no database yet.');
  putInPlace(path, (partial) => {
    const database = new DatabaseSync(source, { readOnly: true, timeout: 30_000 });
    try {
      database.prepare('vacuum into ?').run(partial);
    } finally {
      database.close();
    }
  });
}

/**
 * Puts a copy of a backup where an SQLite database is expected, whole or not at all.
 *
 * @param mark  Is called with the path of the copy before anybody can open it as the database.
 * @throws CaError `already_exists` when there is a database: move it away first; `not_found` for the backup;
 *   `unsupported` for another kind of database.
 */
export async function restoreDatabase(
  url: string,
  path: string,
  mark: (url: string) => Promise<void>,
): Promise<void> {
  const target = fileOf(url, 'restore it with pg_restore, then type certwright db restore');
  if (!existsSync(path)) throw new CaError('not_found', 'There is no such backup.');
  const partial = `${target}.restoring`;
  requireAbsent(target);
  rmSync(partial, { force: true });
  backupDatabase(`sqlite:${resolve(path)}`, partial);
  await mark(`sqlite:${partial}`);
  renameSync(partial, target);
  flush(dirname(target));
}

function putInPlace(path: string, write: (partial: string) => void): void {
  requireAbsent(path);
  const partial = `${path}.partial`;
  rmSync(partial, { force: true });
  write(partial);
  chmodSync(partial, 0o600);
  flush(partial);
  renameSync(partial, path);
  flush(dirname(resolve(path)));
}

function requireAbsent(path: string): void {
  if (!existsSync(path)) return;
  throw new CaError('already_exists', `${path} is there already: move it away first.`);
}

function flush(path: string): void {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
}

function fileOf(url: string, instead: string): string {
  const [, path] = /^sqlite:(?!:memory:)(.+)$/is.exec(url) ?? [];
  if (path !== undefined) return resolve(path);
  const detail = `The database is not an SQLite file: where it is on a PostgreSQL server, ${instead}.`;
  throw new CaError('unsupported', detail);
}
