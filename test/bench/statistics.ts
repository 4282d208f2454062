/** A figure that was seen several times. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The middle of `values` and how far they lie apart; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('There is no median of nothing.');
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? 0;
  const half = sorted.length / 2;
  return {
    median: (at(Math.ceil(half) - 1) + at(Math.floor(half))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  };
}
