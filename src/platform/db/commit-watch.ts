import { DatabaseSync } from 'node:sqlite';

/** Tells without waiting whether somebody has committed to a file. */
export interface CommitWatch {
  /** See `Database.stamp`. */
  stamp(): number | undefined;
  close(): void;
}

/**
 * Watches an SQLite file from this thread: a connection that reads no row, only the version of the data, which lies in
 * memory that all processes on the file share. Never waits for a lock.
 */
export function watchCommits(path: string): CommitWatch {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 0 });
  const statement = database.prepare('pragma data_version');
  return {
    stamp: () => {
      try {
        return Number(statement.get()?.['data_version']);
      } catch {
        // Locked for a moment, or closed.
        return undefined;
      }
    },
    close: () => database.close(),
  };
}
