import { isCaError, type Clock } from '#base';
import type { Database } from '#db';
import type { Events } from '#events';
import type { Place } from './place.ts';

/** Remembers how each place fares, as far as this process has seen. */
export interface Watch {
  /**
   * Does work at a place and throws what that throws. Tells `publication.failed` before, once until the place is whole
   * again.
   */
  over(place: Place, act: () => Promise<void>): Promise<void>;
  /** The place has everything. */
  noteWhole(place: Place): void;
  /** The names of the places that have not had everything for longer than this. */
  stale(longestMs: number): readonly string[];
}

interface WatchParts {
  readonly db: Database;
  readonly clock: Clock;
  readonly events: Events;
}

/** Begins to watch; until it has seen more, every place is taken to be whole. */
export function createWatch(parts: WatchParts, places: readonly Place[]): Watch {
  const { clock } = parts;
  const wholeMs = new Map(places.map(({ name }) => [name, clock.now()]));
  const failing = new Set<string>();
  return {
    over: async ({ name }, act) => {
      try {
        await act();
      } catch (error) {
        // That nobody answers for an authority is no fault of the place; `ocsp.stale` tells of it.
        if (isCaError(error, 'key_unavailable', 'busy')) throw error;
        if (!failing.has(name)) await tell(parts, name, error);
        failing.add(name);
        throw error;
      }
    },
    noteWhole: ({ name }) => {
      failing.delete(name);
      wholeMs.set(name, clock.now());
    },
    stale: (longestMs) =>
      [...wholeMs].filter(([, ms]) => clock.now() - ms > longestMs).map(([name]) => name),
  };
}

function tell({ db, events }: WatchParts, place: string, error: unknown): Promise<void> {
  const detail = error instanceof Error ? error.message : String(error);
  return db.transaction((trx) =>
    events.record(trx, 'publication.failed', { actor: 'publication', place, detail }),
  );
}
