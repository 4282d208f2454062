import { CaError, isCaError } from '#base';
import type { Authority } from './authority.ts';

/**
 * Throws unless `authority` may sign now.
 *
 * @throws CaError `authority_disabled`, `authority_revoked`, `authority_expired` (or not yet valid).
 */
export function requireUsable(authority: Authority, nowMs: number): void {
  if (!authority.enabled)
    throw new CaError('authority_disabled', 'Certificate authority is disabled.');
  if (authority.revocation)
    throw new CaError('authority_revoked', 'Certificate authority is revoked.');
  if (nowMs > authority.certificate.notAfterMs)
    throw new CaError('authority_expired', 'Certificate authority has expired.');
  if (nowMs < authority.certificate.notBeforeMs)
    throw new CaError('authority_expired', 'Certificate authority is not yet valid.');
}

/** Whether `authority` may sign now: enabled, in its validity, not revoked. */
export function isUsable(authority: Authority, nowMs: number): boolean {
  const { notBeforeMs, notAfterMs } = authority.certificate;
  return authority.enabled && !authority.revocation && nowMs >= notBeforeMs && nowMs <= notAfterMs;
}

/**
 * Runs an act that nobody waits for, on behalf of an authority: does nothing, and reports nothing, when that may not sign
 * any more by the time the act gets there.
 */
export async function whileInService(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!isCaError(error, 'authority_disabled', 'authority_revoked', 'authority_expired'))
      throw error;
  }
}
