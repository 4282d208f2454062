import type { Database } from './database.ts';

/** What was read under a key, as long as that is still so; else what `read` gives. */
export type UntilWritten<Value> = (key: string, read: () => Promise<Value>) => Promise<Value>;

const most = 1000;

/**
 * Keeps what was read from some tables, for what every request asks: as long as nobody has written to them, whichever
 * process, it is not read again. Keeps nothing where only a look can tell (see `Database.stampOf`).
 *
 * @param tables  All that what is read depends on.
 * @example
 * const remembered = untilWritten<Host | undefined>(db, ['host']);
 * const find = (id: number) => remembered(String(id), () => read(id));
 */
export function untilWritten<Value>(
  db: Pick<Database, 'stampOf'>,
  tables: readonly string[],
): UntilWritten<Value> {
  const known = new Map<string, Value>();
  let knownAt: number | undefined;
  return async (key, read) => {
    const stamp = db.stampOf(tables);
    if (stamp === undefined) return read();
    if (stamp !== knownAt || known.size >= most) known.clear();
    knownAt = stamp;
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = await read();
    // What was committed while it was read may or may not be in it.
    if (db.stampOf(tables) === stamp && knownAt === stamp) known.set(key, value);
    return value;
  };
}
