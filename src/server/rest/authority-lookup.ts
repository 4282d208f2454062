import { CaError } from '#base';
import type { Authority } from '#authorities';
import type { RestRooms } from './rooms.ts';

/** What an endpoint wants of an authority before it shows it at all. */
export interface Visibility {
  /** Also when it is disabled. */
  readonly disabled?: boolean;
  /** Also when it is expired or not yet valid. */
  readonly expired?: boolean;
}

/**
 * The authority with this serial, in any spelling. One that the API may not show cannot be told from one that does not
 * exist.
 *
 * @throws CaError `not_found`.
 */
export async function getAuthority(
  { authorities, clock }: RestRooms,
  serial: string,
  visibility: Visibility = {},
): Promise<Authority> {
  const authority = await authorities.find({ serial });
  if (!authority || !isVisible(authority, clock.now(), visibility))
    throw new CaError('not_found', 'Certificate authority not found.');
  return authority;
}

/** Whether the API shows the authority to those who may see authorities. */
export function isVisible(authority: Authority, nowMs: number, visibility: Visibility): boolean {
  if (!authority.apiEnabled) return false;
  if (!authority.enabled && !visibility.disabled) return false;
  return visibility.expired === true || isCurrent(authority, nowMs);
}

/** Whether `nowMs` lies in the validity, both ends included (RFC 5280 §4.1.2.5). */
export function isCurrent(
  { notBefore, notAfter }: { readonly notBefore: Date; readonly notAfter: Date },
  nowMs: number,
): boolean {
  return notBefore.getTime() <= nowMs && nowMs <= notAfter.getTime();
}
