import { CaError } from '#base';

/** Runs work when its turn comes; what it throws goes to whoever asked. */
export type WorkLimit = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Lets at most `atOnce` pieces of work run together and `waiting` more stand in line, first come first served.
 *
 * @throws CaError `busy` at once, for work that finds the line full. It has not been started.
 */
export function limitWork({ atOnce, waiting }: { atOnce: number; waiting: number }): WorkLimit {
  const line: (() => void)[] = [];
  let running = 0;
  const takeTurn = async (): Promise<void> => {
    if (running < atOnce) {
      running++;
      return;
    }
    if (line.length >= waiting) throw new CaError('busy', 'Too many logins at once; try again.');
    await new Promise<void>((resolve) => line.push(resolve));
  };
  return async (work) => {
    await takeTurn();
    try {
      return await work();
    } finally {
      const next = line.shift();
      if (next) next();
      else running--;
    }
  };
}
