import { CaError, day } from '#base';

/** How many days before the end a notice goes out, unless the settings say otherwise. */
export const defaultNoticeDays: readonly number[] = Object.freeze([14, 7, 3, 1]);

/** The days, each once, the fewest first. @throws CaError `bad_config` unless each is a whole number from 1 to 3650. */
export function parseNoticeDays(days: readonly number[]): readonly number[] {
  if (!days.every((each) => Number.isInteger(each) && each >= 1 && each <= 3650))
    throw new CaError('bad_config', 'Notice days are whole numbers from 1 to 3650.');
  return [...new Set(days)].toSorted((a, b) => a - b);
}

/**
 * The notice that is due at `nowMs` for what ends at `endsMs`: the fewest of `days` that have begun. A look that comes
 * late finds the notice that fits the day and passes over the earlier ones; undefined before the first and at the end.
 *
 * @param days  The fewest first.
 */
export function dueDays(
  days: readonly number[],
  endsMs: number,
  nowMs: number,
): number | undefined {
  const left = Math.floor((endsMs - nowMs) / day);
  return left < 0 ? undefined : days.find((each) => left <= each);
}
