import { CaError, day, hour } from '#base';
import type { Authority } from '#authorities';
import type { IssuedCertificate } from '#certificates';
import { findByCertificateId } from './certificate-id.ts';
import type { Context } from './context.ts';
import type { RenewalInfo } from './record.ts';

const retryAfterMs = 6 * hour;
const shortMs = 10 * day;

/** When the certificate with an id is best renewed; see `Acme.renewalInfo`. */
export async function renewalInfo(
  context: Context,
  authority: Authority,
  id: string,
): Promise<RenewalInfo> {
  const found = await findByCertificateId(context, authority, id);
  if (!found) throw new CaError('not_found', 'There is no such certificate.');
  const window = windowOf(found, authority);
  return Object.freeze({ ...window, explanationUrl: null, retryAfterMs });
}

/**
 * Two thirds of its life, half of it where that is less than ten days; a window around that of a fiftieth, two days at
 * most, so that clients spread. What is revoked, or stands below a revoked authority, has a window that is over: at once.
 */
function windowOf(
  { notBefore, notAfter, revocation }: IssuedCertificate,
  authority: Authority,
): Pick<RenewalInfo, 'start' | 'end'> {
  const revoked = revocation?.revoked ?? authority.revocation?.revoked;
  if (revoked) return { start: new Date(revoked.getTime() - hour), end: revoked };
  const lifeMs = notAfter.getTime() - notBefore.getTime();
  const idealMs = notAfter.getTime() - lifeMs / (lifeMs < shortMs ? 2 : 3);
  const spreadMs = Math.min(day, lifeMs / 100);
  return { start: toSecond(idealMs - spreadMs), end: toSecond(idealMs + spreadMs) };
}

function toSecond(milliseconds: number): Date {
  return new Date(Math.floor(milliseconds / 1000) * 1000);
}
