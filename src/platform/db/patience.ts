import { setTimeout as wait } from 'node:timers/promises';
import { isBusy } from './statement-error.ts';

const longestPauseMs = 20;

/**
 * Does `act` at once, or as soon as no other process is in its way: while it throws that the database is busy it is tried
 * again after 1, 2, 4 … 20 ms, for `busyMs` at most. This thread goes on with other things in between.
 *
 * @throws what `act` throws.
 */
export async function patiently<T>(busyMs: number, act: () => T): Promise<T> {
  const untilMs = performance.now() + busyMs;
  for (let pauseMs = 1; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return act();
    } catch (error) {
      if (!isBusy(error) || performance.now() + pauseMs > untilMs) throw error;
    }
    await wait(pauseMs);
  }
}
