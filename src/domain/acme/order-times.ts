import { CaError, minute } from '#base';
import type { Authority } from '#authorities';
import type { NewOrder } from './acme.ts';
import type { OrderProfile } from './order-profile.ts';

/** When a certificate would be made, by whom and by which rules. */
export interface OrderMoment {
  readonly authority: Authority;
  readonly profile: OrderProfile;
  readonly nowMs: number;
}

/**
 * Throws unless a certificate can have these ends: an order is kept to the letter or refused (RFC 8555 §7.4).
 * Certificates begin when they are made, so no other beginning can be asked for.
 *
 * @throws CaError `bad_request`.
 */
export function checkTimes(
  { notBefore, notAfter }: Pick<NewOrder, 'notBefore' | 'notAfter'>,
  { authority, profile, nowMs }: OrderMoment,
): void {
  const [fromMs, toMs] = [notBefore?.getTime(), notAfter?.getTime()];
  if (Number.isNaN(fromMs) || Number.isNaN(toMs))
    throw refused('Write times as RFC 3339 has them.');
  if (fromMs !== undefined && Math.abs(fromMs - nowMs) > minute)
    throw refused('A certificate begins when it is made: leave notBefore out.');
  if (toMs === undefined) return;
  if (profile.decidesEnd) throw refused(`The profile ${profile.name} decides notAfter.`);
  if (toMs <= nowMs) throw refused('notAfter must be in the future.');
  if (toMs > nowMs + profile.maxMs) throw refused('notAfter is further away than is allowed.');
  if (toMs > authority.certificate.notAfterMs)
    throw refused('notAfter lies behind the end of the authority.');
}

/**
 * The last second of a certificate that is made now: that of the order, else the ordinary one, cut to the issuer's;
 * nothing where the profile decides.
 */
export function endOf(
  notAfterMs: number | null,
  { authority, profile, nowMs }: OrderMoment,
): Date | undefined {
  if (profile.decidesEnd) return undefined;
  const ordinary = Math.min(nowMs + profile.defaultMs, authority.certificate.notAfterMs);
  return new Date(notAfterMs ?? ordinary);
}

function refused(detail: string): CaError {
  return new CaError('bad_request', detail);
}
