import { hour } from '#base';
import { EntryStock } from '#lint';

/** The entries that lists were made from, ready for the next one of the same name. */
export interface Stocks {
  /** The stock of a list, or an empty one: nobody else has it until it is put back. */
  take(name: string): EntryStock;
  /** To be called once the list that was made from it is signed; one that is not put back is made anew. */
  putBack(name: string, stock: EntryStock): void;
  /** To be called from time to time: lets all of them go when none was asked for in an hour. */
  dropUnused(nowMs: number): void;
}

/** Room for some two million entries in a process: what is beyond is read, and judged, for every list anew. */
const mostBytes = 1 << 27;
const idleMs = hour;

/** Keeps stocks, those that were used last, so that a list of a million is neither read nor judged again. */
export function createStocks(limit: number = mostBytes): Stocks {
  const kept = new Map<string, EntryStock>();
  let unusedSinceMs: number | undefined;
  const sizeBytes = (): number => kept.values().reduce((sum, each) => sum + each.sizeBytes, 0);
  return {
    take: (name) => {
      unusedSinceMs = undefined;
      const found = kept.get(name) ?? new EntryStock();
      kept.delete(name);
      return found;
    },
    putBack: (name, stock) => {
      if (stock.octets === 0 || stock.sizeBytes > limit) return;
      kept.delete(name);
      kept.set(name, stock);
      for (const oldest of kept.keys()) {
        if (sizeBytes() <= limit) break;
        kept.delete(oldest);
      }
    },
    dropUnused: (nowMs) => {
      unusedSinceMs ??= nowMs;
      if (nowMs - unusedSinceMs >= idleMs) kept.clear();
    },
  };
}
