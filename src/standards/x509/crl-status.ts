import { isCaError } from '#base';
import type { Certificate } from './certificate.ts';
import {
  allReasons,
  coveredReasons,
  distributionPointsOf,
  findScope,
  isInScope,
  looseNameKey,
} from './crl-scope.ts';
import type { Crl } from './crl.ts';
import type { CrlEntry } from './crl-entry.ts';
import type { DistributionPoint } from './distribution-point.ts';
import { findExtension } from './extension.ts';
import type { Extension, ExtensionType } from './extension.ts';
import { nameKey } from './path-names.ts';
import type { ReasonFlag, ReasonName } from './revocation-reason.ts';

/** What CRLs say of a certificate: `unknown` unless they speak for every reason. */
export type RevocationStatus =
  | { readonly status: 'good' }
  | { readonly status: 'unknown' }
  | { readonly status: 'revoked'; readonly reason: ReasonName; readonly revokedMs: number };

/** What the status of a certificate is to be told from. */
export interface CrlQuestion {
  readonly certificate: Certificate;
  /** Complete ones and deltas, of any issuer; what does not concern the certificate is passed over. */
  readonly crls: readonly Crl[];
  readonly atMs: number;
  /** Whether only CRLs with a number are used (RFC 5280 §5.2.3). Default: false. */
  readonly strict?: boolean;
  /**
   * The key (SubjectPublicKeyInfo) that signed a CRL found through a distribution point, if its owner may be believed;
   * undefined otherwise.
   */
  readonly findSigner: (crl: Crl, point: DistributionPoint) => Uint8Array | undefined;
  /** Tells whether a CRL bears the signature of a key. */
  readonly verify: (crl: Crl, spki: Uint8Array) => boolean;
}

const good: RevocationStatus = { status: 'good' };
const processed: ReadonlySet<ExtensionType> = new Set([
  'issuing_distribution_point',
  'delta_crl_indicator',
]);
const processedInEntry: ReadonlySet<ExtensionType> = new Set(['certificate_issuer', 'crl_reason']);

/**
 * The status of one certificate by CRLs (RFC 5280 §6.3): complete ones, those for some reasons or kinds of certificates
 * only, indirect ones, and deltas on top of any of them. Of several that would do the latest is asked first. A CRL that
 * is not of this moment (without nextUpdate none is), that has a critical extension which is not processed, in an entry
 * or outside, or that cannot be read to its end, tells nothing.
 */
export function crlStatus(question: CrlQuestion): RevocationStatus {
  const current = question.crls.filter((crl) => isUsable(crl, question)).sort(latestFirst);
  const covered = new Set<ReasonFlag>();
  for (const point of distributionPointsOf(question.certificate)) {
    for (const crl of current) {
      const found = askOne(question, crl, { point, current, covered });
      if (found?.status === 'revoked') return found;
      if (found) for (const reason of coveredReasons(crl, point)) covered.add(reason);
      if (covered.size === allReasons.length) return good;
    }
  }
  return { status: 'unknown' };
}

interface Progress {
  readonly point: DistributionPoint;
  readonly current: readonly Crl[];
  readonly covered: ReadonlySet<ReasonFlag>;
}

/** §6.3.3 (b) to (k) for one complete CRL; undefined when it tells nothing new. */
function askOne(
  question: CrlQuestion,
  crl: Crl,
  { point, current, covered }: Progress,
): RevocationStatus | undefined {
  const { certificate } = question;
  if (isDelta(crl) || !isInScope(crl, point, certificate)) return undefined;
  if (coveredReasons(crl, point).every((reason) => covered.has(reason))) return undefined;
  const signer = question.findSigner(crl, point);
  if (!signer) return undefined;
  const complete = findStatus(crl, certificate);
  if (!complete) return undefined;
  const delta = current
    .filter((each) => isDeltaTo(each, crl) && question.verify(each, signer))
    .map((each) => findStatus(each, certificate))
    .find((status) => status !== undefined);
  return merge(complete, delta);
}

/** What a delta says goes before what the complete CRL says; `removeFromCRL` there makes a certificate good again. */
function merge(complete: Listed, delta: Listed | undefined): RevocationStatus {
  const listed = delta?.status === 'revoked' ? delta : complete;
  return listed.status === 'revoked' && listed.reason === 'remove_from_crl' ? good : listed;
}

type Listed = Exclude<RevocationStatus, { status: 'unknown' }>;

/** Whether one CRL lists the certificate; undefined when the CRL cannot be used. */
function findStatus(crl: Crl, certificate: Certificate): Listed | undefined {
  try {
    return walk(crl, certificate);
  } catch (error) {
    if (isCaError(error)) return undefined;
    throw error;
  }
}

/** Every entry is looked at: one with an unknown critical extension makes the whole list unusable (RFC 5280 §5.3). */
function walk(crl: Crl, { serial, issuerDer }: Certificate): Listed | undefined {
  const wanted = looseNameKey(issuerDer);
  let isOurs = looseNameKey(crl.issuerDer) === wanted;
  let found: Listed = { status: 'good' };
  for (const entry of crl.entries()) {
    if (hasUnknown(entry.extensions, processedInEntry)) return undefined;
    const issuers = findExtension(entry.extensions, 'certificate_issuer')?.value;
    if (issuers)
      isOurs = issuers.some(
        (each) => each.type === 'dirName' && (looseNameKey(each.value) ?? wanted) === wanted,
      );
    if (isOurs && entry.serial === serial && found.status === 'good') found = revocationOf(entry);
  }
  return found;
}

function revocationOf({ extensions, revokedMs }: CrlEntry): Listed {
  const reason = findExtension(extensions, 'crl_reason')?.value ?? 'unspecified';
  return { status: 'revoked', reason, revokedMs };
}

function isUsable(crl: Crl, { atMs, strict }: CrlQuestion): boolean {
  const { thisUpdateMs, nextUpdateMs, extensions } = crl;
  if (nextUpdateMs === null || hasUnknown(extensions, processed)) return false;
  if (strict && numberOf(crl) === undefined) return false;
  return atMs >= thisUpdateMs && Math.floor(atMs / 1000) * 1000 <= nextUpdateMs;
}

function hasUnknown(extensions: readonly Extension[], known: ReadonlySet<ExtensionType>): boolean {
  return extensions.some((each) => each.critical && !known.has(each.type));
}

function isDelta({ extensions }: Crl): boolean {
  return findExtension(extensions, 'delta_crl_indicator') !== undefined;
}

/** Tells whether one CRL may be put on top of the other (RFC 5280 §5.2.4, §6.3.3 (c)). */
function isDeltaTo(delta: Crl, complete: Crl): boolean {
  const base = findExtension(delta.extensions, 'delta_crl_indicator')?.value;
  const [number, later] = [numberOf(complete), numberOf(delta)];
  if (base === undefined || number === undefined || later === undefined) return false;
  if (BigInt(base) > number || later <= number) return false;
  return (
    nameKey(delta.issuerDer) === nameKey(complete.issuerDer) &&
    isAlike(findScope(delta), findScope(complete)) &&
    isAlike(keyOf(delta), keyOf(complete))
  );
}

function numberOf({ extensions }: Crl): bigint | undefined {
  const number = findExtension(extensions, 'crl_number')?.value;
  return number === undefined ? undefined : BigInt(number);
}

function keyOf({ extensions }: Crl): unknown {
  return findExtension(extensions, 'authority_key_identifier')?.value;
}

function isAlike(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function latestFirst(a: Crl, b: Crl): number {
  return b.thisUpdateMs - a.thisUpdateMs;
}
