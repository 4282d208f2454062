import { equalBytes } from '#base';
import type { Certificate } from './certificate.ts';
import { findExtension } from './extension.ts';
import { isPathFault, pathFault } from './path-fault.ts';
import { pathNames } from './path-names.ts';
import type { CertificationPath } from './path-rules.ts';
import { PathWork } from './path-work.ts';

/** What paths are to be built of. Nobody need trust the intermediates: any certificate may be among them. */
export interface PathQuestion {
  readonly leaf: Certificate;
  readonly intermediates: readonly Certificate[];
  readonly anchors: readonly Certificate[];
  /** Certificates valid at that moment are preferred; ms. Default: no preference. */
  readonly atMs?: number;
  /** Most paths that are given. Default: 16. */
  readonly maxPaths?: number;
  /** Units of work, about half a millisecond each: signatures, keys and names to look at. Default: 128. */
  readonly effort?: number;
}

const maxLength = 16;
const maxSteps = 2000;
const defaultMaxPaths = 16;

/**
 * Paths from the leaf to an anchor, the most promising first: each certificate names the next as its issuer and bears
 * its signature, none occurs twice (RFC 4158 §5.2, told apart by subject and key), anchors stand at the end alone.
 * None at all is an empty list; a leaf that is itself an anchor has none. Whether a path is valid, `validatePath` tells.
 *
 * The search is depth-first and bounded: 16 certificates a path, 2,000 steps, the units of work; what lies beyond is
 * not looked at. Issuers are tried in this order: key identifiers that agree, before those left out, before those that
 * differ (a hint, RFC 4158 §3.5.12), valid before expired, authorities before others, anchors before intermediates,
 * those that end later before those that end sooner.
 */
export function buildPaths(question: PathQuestion): readonly CertificationPath[] {
  const found: CertificationPath[] = [];
  try {
    for (const path of searchPaths(question, new PathWork(question.effort))) found.push(path);
  } catch (error) {
    if (!isPathFault(error, 'no_path') && !isPathFault(error, 'work_limit')) throw error;
  }
  return found;
}

/**
 * As {@link buildPaths}, one at a time, at the cost of `work`.
 *
 * @throws CaError `bad_certificate` at the end when there was none (`no_path`), and as soon as the work is used up.
 */
export function* searchPaths(question: PathQuestion, work: PathWork): Generator<CertificationPath> {
  const { leaf, maxPaths = defaultMaxPaths } = question;
  const search: Search = { issuers: issuersBySubject(question), work, steps: 0, deepest: 0 };
  let count = 0;
  for (const path of extend(search, [leaf])) {
    yield path;
    if (++count >= maxPaths) return;
  }
  if (count === 0)
    throw pathFault('no_path', search.deepest, 'is signed by nobody who leads to a trust anchor');
}

interface Issuer {
  readonly certificate: Certificate;
  readonly isAnchor: boolean;
  /** What speaks against it whomever it signed. */
  readonly rank: number;
}

interface Search {
  readonly issuers: ReadonlyMap<string, readonly Issuer[]>;
  readonly work: PathWork;
  steps: number;
  /** Index of the certificate furthest from the leaf that was reached. */
  deepest: number;
}

function* extend(search: Search, path: readonly Certificate[]): Generator<CertificationPath> {
  const last = path.at(-1);
  if (!last) return;
  search.deepest = Math.max(search.deepest, path.length - 1);
  for (const { certificate, isAnchor } of issuersOf(search, last)) {
    if (++search.steps > maxSteps) return;
    if (path.some((each) => isSameEntity(each, certificate))) continue;
    if (!search.work.verify(last, certificate.spki)) continue;
    if (isAnchor) yield { path, anchor: certificate };
    else if (path.length < maxLength) yield* extend(search, [...path, certificate]);
  }
}

function issuersBySubject({ intermediates, anchors, atMs }: PathQuestion): Map<string, Issuer[]> {
  const found = new Map<string, Issuer[]>();
  const add = (certificate: Certificate, isAnchor: boolean): void => {
    const { subject } = pathNames(certificate);
    const issuer = { certificate, isAnchor, rank: rankOf(certificate, isAnchor, atMs) };
    const same = found.get(subject);
    if (same) same.push(issuer);
    else found.set(subject, [issuer]);
  };
  for (const each of anchors) add(each, true);
  for (const each of intermediates) add(each, false);
  return found;
}

/** Those whose name it gives for its issuer, the best first. */
function issuersOf({ issuers }: Search, certificate: Certificate): readonly Issuer[] {
  const named = issuers.get(pathNames(certificate).issuer) ?? [];
  if (named.length < 2) return named;
  const ranked = named.map((issuer) => ({
    issuer,
    rank: 8 * keyDistance(certificate, issuer.certificate) + issuer.rank,
  }));
  ranked.sort(
    (a, b) => a.rank - b.rank || b.issuer.certificate.notAfterMs - a.issuer.certificate.notAfterMs,
  );
  return ranked.map((each) => each.issuer);
}

function rankOf(certificate: Certificate, isAnchor: boolean, atMs: number | undefined): number {
  const { notBeforeMs, notAfterMs, extensions } = certificate;
  const isValid = atMs === undefined || (atMs >= notBeforeMs && atMs < notAfterMs + 1000);
  const isAuthority = findExtension(extensions, 'basic_constraints')?.value.ca === true;
  return (isValid ? 0 : 4) + (isAuthority ? 0 : 2) + (isAnchor ? 0 : 1);
}

/** 0 when the key identifiers say that this issuer signed, 1 when they say nothing, 2 when they say it did not. */
function keyDistance(certificate: Certificate, issuer: Certificate): number {
  const wanted = findExtension(certificate.extensions, 'authority_key_identifier')?.value;
  const own = findExtension(issuer.extensions, 'subject_key_identifier')?.value;
  const serial = wanted?.authority_cert_serial_number ?? null;
  if (serial !== null && BigInt(serial) !== BigInt(`0x${issuer.serial}`)) return 2;
  if (own === undefined || wanted?.key_identifier == null) return 1;
  return wanted.key_identifier === own ? 0 : 2;
}

function isSameEntity(a: Certificate, b: Certificate): boolean {
  return equalBytes(a.spki, b.spki) && pathNames(a).subject === pathNames(b).subject;
}
