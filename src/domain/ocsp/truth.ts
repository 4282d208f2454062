import type { Authorities, Authority, Revocation } from '#authorities';
import type { Certificates } from '#certificates';
import type { CertStatus } from '#x509';
import type { Issuer } from './issuer.ts';

/** What is on record about one certificate that the issuer has issued. */
export interface Truth {
  readonly revocation: Revocation | null;
  readonly notAfterMs: number;
}

/** Where the record is kept. */
interface Records {
  readonly authorities: Pick<Authorities, 'find' | 'certificates'>;
  readonly certificates: Pick<Certificates, 'find'>;
}

/**
 * Looks up what an issuer knows of a serial: a certificate for a user, or one for an authority, be it another or itself.
 * Undefined for everything else: serials never used, those of other issuers, and those whose certificate was never
 * handed out (an intent, an abandoned one). A certificate that has ended keeps its status.
 */
export async function findTruth(
  { authorities, certificates }: Records,
  issuer: Authority,
  serial: string,
): Promise<Truth | undefined> {
  const certificate = await certificates.find({ serial, authority: issuer });
  if (certificate)
    return {
      revocation: certificate.revocation,
      notAfterMs: certificate.certificate.notAfterMs,
    };
  const below = await authorities.find({ serial });
  const all = below ? await authorities.certificates(below) : [];
  const own = all.find((each) => each.serial === serial && each.issuerId === issuer.id);
  return own && { revocation: own.revocation, notAfterMs: own.certificate.notAfterMs };
}

/**
 * What is added to an answer about a certificate that has ended: its status is still known, as is that of all others
 * that the issuer ever issued (RFC 6960 §4.4.4).
 */
export function archiveCutoffOf(
  { authority }: Issuer,
  { notAfterMs }: Pick<Truth, 'notAfterMs'>,
  thisUpdateMs: number,
): number | undefined {
  return notAfterMs < thisUpdateMs ? authority.certificate.notBeforeMs : undefined;
}

/** The status to be told; a revocation never lies in the future of the statement, whatever clock recorded it. */
export function statusOf({ revocation }: Truth, thisUpdateMs: number): CertStatus {
  if (!revocation) return { type: 'good' };
  const { revoked, reason } = revocation;
  return {
    type: 'revoked',
    revokedMs: Math.min(revoked.getTime(), thisUpdateMs),
    // Means something in delta CRLs alone (RFC 5280 §5.3.1); the certificate is revoked all the same.
    reason: reason === 'removeFromCRL' ? undefined : reason,
  };
}
