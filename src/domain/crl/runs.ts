import { EntryRun } from '#lint';

/** Segments that lists were made from, ready to be put on the next one. */
export interface Runs {
  /**
   * The runs of some segments, in their order; those that are not at hand are read.
   *
   * @param read  Bytes by id; undefined answers for segments that are gone.
   */
  take(ids: readonly number[], read: (ids: readonly number[]) => Promise<Bytes>): Promise<Found>;
}

type Bytes = ReadonlyMap<number, Uint8Array>;
type Found = readonly (EntryRun | undefined)[];

/** Room for some two million entries in a process: what is beyond is read, and judged, for every list anew. */
const mostOctets = 1 << 27;
const readAtOnce = 16;

/** Keeps the runs of segments, whose bytes never change, so that a list of a million is neither read nor judged again. */
export function createRuns(limit: number = mostOctets): Runs {
  const kept = new Map<number, EntryRun>();
  let octets = 0;
  const keep = (id: number, run: EntryRun, needed: ReadonlySet<number>): void => {
    for (const [oldest, { octets: freed }] of kept) {
      if (octets + run.octets <= limit || needed.has(oldest)) break;
      kept.delete(oldest);
      octets -= freed;
    }
    if (octets + run.octets > limit) return;
    kept.set(id, run);
    octets += run.octets;
  };
  /** The one that was used last stands last. */
  const touch = (id: number): EntryRun | undefined => {
    const run = kept.get(id);
    if (run && kept.delete(id)) kept.set(id, run);
    return run;
  };
  return {
    take: async (ids, read) => {
      const found = new Map(ids.map((id) => [id, touch(id)]));
      const needed = new Set(ids);
      const missing = ids.filter((id) => !found.get(id));
      for (let at = 0; at < missing.length; at += readAtOnce) {
        for (const [id, der] of await read(missing.slice(at, at + readAtOnce))) {
          const run = new EntryRun(der);
          found.set(id, run);
          if (!kept.has(id)) keep(id, run, needed);
        }
      }
      return ids.map((id) => found.get(id));
    },
  };
}
