import type { Authority } from '#authorities';
import { findExtension } from '#x509';

/** Whether lists are expected of an authority now: it is enabled, valid, not revoked, and may sign them. */
export function isInService(
  { enabled, revocation, certificate }: Authority,
  nowMs: number,
): boolean {
  const { notBeforeMs, notAfterMs, extensions } = certificate;
  const usage = findExtension(extensions, 'key_usage')?.value;
  const isValid = nowMs >= notBeforeMs && nowMs <= notAfterMs;
  return enabled && !revocation && isValid && usage?.includes('crl_sign') !== false;
}
