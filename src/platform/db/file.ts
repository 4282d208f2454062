import { CaError } from '#base';
import { chmodSync, closeSync, lstatSync, mkdirSync, openSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { dirname } from 'node:path';

/** What SQLite keeps beside its database: the write-ahead log, its index, the rollback journal. */
const companions = ['-wal', '-shm', '-journal'] as const;

/**
 * Makes sure that a database file stands at `path` which its owner alone may read: a missing directory is made with
 * mode 0700, a missing file with 0600 and empty, and a looser file (or its log) is tightened to 0600. An existing
 * directory keeps its mode. An existing file is never opened here: closing it would drop the locks that another
 * connection of this process holds on it. Windows has no such modes; there, nothing is tightened.
 *
 * @throws CaError `bad_data_directory` when the file or its log is a symbolic link, a directory or a device; what the
 *   system throws otherwise.
 */
export function prepareFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (!protect(path)) create(path);
  for (const companion of companions) protect(path + companion);
}

/** Tells whether the file is there; if so, it is a plain file of mode 0600 now. */
function protect(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return false;
  checkPlain(stats);
  if (process.platform !== 'win32' && (stats.mode & 0o077) !== 0) chmodSync(path, 0o600);
  return true;
}

function create(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    // Another process made it in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !protect(path)) throw error;
  }
}

function checkPlain(stats: Stats): void {
  if (stats.isFile()) return;
  const what = stats.isSymbolicLink() ? 'a symbolic link' : 'not a file';
  throw new CaError(
    'bad_data_directory',
    `The database file is ${what}: name the file itself, or another data directory.`,
  );
}
