import type { Certificate } from './certificate.ts';
import { crlStatus } from './crl-status.ts';
import type { Crl } from './crl.ts';
import type { DistributionPoint } from './distribution-point.ts';
import { findExtension } from './extension.ts';
import { pathFault } from './path-fault.ts';
import { nameKey, pathNames } from './path-names.ts';
import type { CertificationPath } from './path-rules.ts';
import type { PathWork } from './path-work.ts';
import { findReason } from './revocation-reason.ts';

/** How revocation is looked into. */
export interface RevocationRules {
  /** Complete CRLs and deltas, of any issuers. */
  readonly crls: readonly Crl[];
  /** Certificates of those who sign CRLs and are not on the path, and of authorities above them. Default: none. */
  readonly certificates?: readonly Certificate[];
  /** Whether every certificate of the path is asked about, or the leaf alone. Default: path. */
  readonly scope?: 'path' | 'leaf';
  /** What becomes of a certificate of which no CRL tells the status. Default: refuse. */
  readonly unknown?: 'refuse' | 'accept';
}

/** What {@link checkPathRevocation} needs besides the path. */
export interface RevocationContext {
  readonly atMs: number;
  /** See `PathRules`. */
  readonly strict: boolean;
  readonly work: PathWork;
  /** Tells whether a certificate from `certificates` leads to the same anchor, itself not revoked. */
  readonly isTrusted: (certificate: Certificate) => boolean;
}

/**
 * Revocation of the certificates of a path by CRLs (RFC 5280 §6.1.3 (a)(3) and §6.3), from the anchor downwards: who
 * signs a CRL must be the anchor, an authority of the path already found good, or lead to the same anchor by a path of
 * its own. The anchor itself is not asked about, nor a leaf whose issuer says that there is no status (RFC 9608 §4).
 *
 * @throws CaError `bad_certificate` (`revoked`, `unknown_status`).
 */
export function checkPathRevocation(
  candidate: CertificationPath,
  rules: RevocationRules,
  context: RevocationContext,
): void {
  const search = { rules, context };
  const last = rules.scope === 'leaf' ? 1 : candidate.path.length;
  for (const [index, certificate] of [...candidate.path.entries()].slice(0, last).reverse()) {
    if (hasNoStatus(certificate)) continue;
    const { work, atMs, strict } = context;
    const found = crlStatus({
      certificate,
      crls: rules.crls,
      atMs,
      strict,
      findSigner: (crl, point) => findSigner(crl, believed(candidate, index, point), search),
      verify: (crl, spki) => work.verify(crl, spki),
    });
    if (found.status === 'revoked')
      throw pathFault(
        'revoked',
        index,
        `was revoked at ${new Date(found.revokedMs).toISOString()} (${findReason(found.reason)?.rfcName})`,
      );
    if (found.status === 'unknown' && rules.unknown !== 'accept')
      throw pathFault('unknown_status', index, 'has a status that no CRL tells');
  }
}

interface Search {
  readonly rules: RevocationRules;
  readonly context: RevocationContext;
}

/**
 * Who may be believed at once on the status of a certificate: those above it. Besides, the certificate itself where its
 * own distribution point names a CRL issuer: then that is how whoever issued it wants it.
 */
function believed(
  { path, anchor }: CertificationPath,
  index: number,
  point: DistributionPoint,
): readonly Certificate[] {
  return [...path.slice(point.crl_issuer ? index : index + 1), anchor];
}

/** RFC 5280 §6.3.3 (f), (g). */
function findSigner(
  crl: Crl,
  above: readonly Certificate[],
  { rules, context }: Search,
): Uint8Array | undefined {
  const signs = (each: Certificate): boolean =>
    pathNames(each).subject === nameKey(crl.issuerDer) &&
    maySignCrls(each) &&
    context.work.verify(crl, each.spki);
  const found =
    above.find(signs) ?? rules.certificates?.find((each) => signs(each) && context.isTrusted(each));
  return found?.spki;
}

function maySignCrls({ extensions }: Certificate): boolean {
  const usages = findExtension(extensions, 'key_usage')?.value;
  return usages === undefined || usages.includes('crl_sign');
}

function hasNoStatus({ extensions }: Certificate): boolean {
  const isAuthority = findExtension(extensions, 'basic_constraints')?.value.ca === true;
  return !isAuthority && findExtension(extensions, 'no_rev_avail') !== undefined;
}
