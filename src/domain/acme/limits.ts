import { CaError, hour } from '#base';

/**
 * Throws when the `n`th latest of something came within the hour: then there have been `n` already.
 *
 * @param limit  How many an hour; null for any number.
 * @param nthMs  When the `n`th latest came; undefined where there are not so many.
 * @throws CaError `rate_limited`, saying when there is room again.
 */
export async function requireRoom(
  limit: number | null,
  nthMs: (n: number) => Promise<number | undefined>,
  { what, nowMs }: { readonly what: string; readonly nowMs: number },
): Promise<void> {
  if (limit === null) return;
  const sinceMs = await nthMs(limit);
  if (sinceMs === undefined || sinceMs <= nowMs - hour) return;
  throw new CaError('rate_limited', `At most ${limit} ${what} within an hour.`, {
    retryAfterMs: sinceMs + hour - nowMs,
  });
}
