import { isCaError } from '#base';
import type { Certificate } from './certificate.ts';
import type { Crl } from './crl.ts';
import type { DistributionPointName } from './distribution-point-name.ts';
import type { DistributionPoint } from './distribution-point.ts';
import { findExtension } from './extension.ts';
import type { IssuingDistributionPoint } from './extensions/issuing-distribution-point.ts';
import type { GeneralName } from './general-name.ts';
import { canonicalRdns } from './name-comparison.ts';
import { nameDer } from './name.ts';
import type { Name } from './name.ts';
import { nameKey } from './path-names.ts';
import { revocationReasons } from './revocation-reason.ts';
import type { ReasonFlag } from './revocation-reason.ts';

/** Every reason that has a flag: a certificate is good when CRLs for all of them do not list it. */
export const allReasons: readonly ReasonFlag[] = revocationReasons
  .filter((reason) => reason.flag !== null)
  .map((reason) => reason.name);

/**
 * The distribution points of a certificate, and after them the one that every certificate has: a CRL of its issuer
 * under the issuer's name, for all reasons (RFC 5280 §6.3.3, at its end).
 */
export function distributionPointsOf({ extensions, issuer }: Certificate): DistributionPoint[] {
  const listed = findExtension(extensions, 'crl_distribution_points')?.value ?? [];
  const full_name: readonly GeneralName[] = [{ type: 'dirName', value: issuer }];
  return [...listed, { full_name, relative_name: null, crl_issuer: null, reasons: null }];
}

/**
 * Tells whether a complete CRL is one that the distribution point speaks of and covers the certificate (RFC 5280
 * §6.3.3 (b)). Its signature is another matter.
 */
export function isInScope(crl: Crl, point: DistributionPoint, certificate: Certificate): boolean {
  const scope = findScope(crl);
  if (!isIssuedFor(crl, scope, point, certificate)) return false;
  if (!scope) return true;
  if (!isNamedAlike(crl, scope, point, certificate)) return false;
  const isAuthority = findExtension(certificate.extensions, 'basic_constraints')?.value.ca === true;
  if (scope.only_contains_attribute_certs) return false;
  return isAuthority ? !scope.only_contains_user_certs : !scope.only_contains_ca_certs;
}

/** The reasons that a CRL found through a distribution point covers (RFC 5280 §6.3.3 (d)). */
export function coveredReasons(crl: Crl, point: DistributionPoint): readonly ReasonFlag[] {
  const some = findScope(crl)?.only_some_reasons ?? allReasons;
  return some.filter((reason) => point.reasons?.includes(reason) ?? true);
}

/** The issuing distribution point of a CRL; undefined when its scope is everything its issuer issued. */
export function findScope(crl: Crl): IssuingDistributionPoint | undefined {
  return findExtension(crl.extensions, 'issuing_distribution_point')?.value;
}

/**
 * A key for directory names that may come from JSON, where RDNs are no longer apart: names that are equal have the same
 * key, and beyond them only those of the same attributes in another arrangement. Undefined for what cannot be encoded.
 */
export function looseNameKey(...parts: readonly (Uint8Array | Name)[]): string | undefined {
  try {
    const ders = parts.map((part) => (part instanceof Uint8Array ? part : nameDer(part)));
    return JSON.stringify(ders.flatMap((der) => canonicalRdns(der).flat()).sort());
  } catch (error) {
    if (isCaError(error)) return undefined;
    throw error;
  }
}

/** §6.3.3 (b)(1). */
function isIssuedFor(
  crl: Crl,
  scope: IssuingDistributionPoint | undefined,
  { crl_issuer }: DistributionPoint,
  certificate: Certificate,
): boolean {
  if (!crl_issuer) return nameKey(crl.issuerDer) === nameKey(certificate.issuerDer);
  const key = looseNameKey(crl.issuerDer);
  const named = crl_issuer.some(
    (each) => each.type === 'dirName' && looseNameKey(each.value) === key,
  );
  return named && scope?.indirect_crl === true;
}

/** §6.3.3 (b)(2)(i). */
function isNamedAlike(
  crl: Crl,
  scope: IssuingDistributionPoint,
  point: DistributionPoint,
  certificate: Certificate,
): boolean {
  const own = pointNames(scope, crl.issuerDer);
  if (own.length === 0) return true;
  const [crlIssuer] = point.crl_issuer ?? [];
  const above = crlIssuer?.type === 'dirName' ? crlIssuer.value : certificate.issuerDer;
  const named = pointNames(point, above);
  const wanted = named.length > 0 ? named : (point.crl_issuer ?? []).map(generalNameKey);
  return wanted.some((each) => each !== undefined && own.includes(each));
}

/** Keys of all names of a distribution point; a relative name is put below `above`. */
function pointNames(
  { full_name, relative_name }: DistributionPointName,
  above: Uint8Array | Name,
): (string | undefined)[] {
  if (full_name) return full_name.map(generalNameKey);
  return relative_name ? [looseNameKey(above, relative_name)] : [];
}

function generalNameKey(name: GeneralName): string | undefined {
  return name.type === 'dirName'
    ? looseNameKey(name.value)
    : JSON.stringify([name.type, name.value]);
}
