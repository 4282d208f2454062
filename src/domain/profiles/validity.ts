import { CaError, minute } from '#base';
import type { DraftIssuer, DraftRequest } from './draft-request.ts';
import type { Profile } from './profile.ts';

/** First and last second, both included (RFC 5280 §4.1.2.5), whole minutes. */
export interface DraftValidity {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** Both ends count: a life of P90D never lasts 90 days and a second. @throws CaError `bad_validity`. */
export function draftValidity(
  profile: Profile,
  request: Pick<DraftRequest, 'notAfter'>,
  issuer: DraftIssuer,
  nowMs: number,
): DraftValidity {
  const notBeforeMs = floorToMinute(nowMs);
  if (request.notAfter === undefined) {
    const whole = lastMinute(nowMs, profile.expiresMs);
    return { notBeforeMs, notAfterMs: Math.min(Math.max(whole, notBeforeMs), issuer.notAfterMs) };
  }
  const notAfterMs = floorToMinute(request.notAfter.getTime());
  if (!(notAfterMs > nowMs)) throw new CaError('bad_validity', 'not_after must be in the future.');
  if (notAfterMs > issuer.notAfterMs) {
    throw new CaError(
      'bad_validity',
      `Certificate would outlive its CA, which ends on ${new Date(issuer.notAfterMs).toISOString()}.`,
    );
  }
  return { notBeforeMs, notAfterMs };
}

/** The last whole minute of a life that begins now. */
export function lastMinute(nowMs: number, lifeMs: number): number {
  return floorToMinute(floorToMinute(nowMs) + lifeMs - 1);
}

/** The minute that a time lies in, by its beginning. */
export function floorToMinute(time: number): number {
  return Math.floor(time / minute) * minute;
}
