import { CaError, day, minute } from '#base';
import type { Certificate } from '#x509';

const rootLifeMs = 3650 * day;
const childLifeMs = 1825 * day;

/** First and last valid second, both included. */
export interface Life {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/**
 * The validity of a certificate of an authority: from this minute on, never outside that of whoever signs; the last
 * second is cut to the minute (RFC 5280 §4.1.2.5).
 *
 * @param asked   Last valid second. Default: 10 years for one that signs itself, 5 otherwise.
 * @param limits  Certificates that it must not outlive; the issuer's, which it must not precede either, first. None for
 *   one that signs itself.
 * @throws CaError `bad_validity` when nothing is left.
 */
export function lifeOf(
  nowMs: number,
  asked: Date | undefined,
  limits: readonly Certificate[],
): Life {
  const [issuer] = limits;
  const now = floorToMinute(nowMs);
  const standard = now + (issuer ? childLifeMs : rootLifeMs) - 1;
  const notAfterMs = Math.min(
    floorToMinute(asked?.getTime() ?? standard),
    ...limits.map((each) => each.notAfterMs),
  );
  if (!(notAfterMs > nowMs))
    throw new CaError(
      'bad_validity',
      'The authority would end before it begins; give a notAfter in the future.',
    );
  return { notBeforeMs: Math.max(now, issuer?.notBeforeMs ?? now), notAfterMs };
}

function floorToMinute(time: number): number {
  return Math.floor(time / minute) * minute;
}
