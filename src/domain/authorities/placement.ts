import { CaError, equalBytes } from '#base';
import { checkPublicKey, findExtension, formatName, parsePublicKey, validatePath } from '#x509';
import type { Certificate } from '#x509';
import type { Authority } from './authority.ts';
import type { Context } from './context.ts';
import { certificatesAbove, listAuthorities } from './find.ts';
import { roomBelow } from './path-length.ts';
import { isSignedBy } from './signed-by.ts';

const maxAbove = 16;

/** A certificate of an authority that was signed elsewhere, or long ago, and who stands above it. */
export interface Placement {
  readonly certificate: Certificate;
  /** The authority of ours that signed it. */
  readonly parent: Authority | undefined;
  /** Those above it that are not ours, nearest first, as far as they were brought along. */
  readonly outside: readonly Certificate[];
}

/** What is known of who signed. */
export interface Signers {
  /** Certificates that were brought along. */
  readonly brought: readonly Certificate[];
  /** The authority that must have signed. Default: whoever did. */
  readonly parent?: Authority;
}

/**
 * Finds who signed the certificate of an authority: itself, an authority of ours, or somebody else, whose signature is
 * verified when the certificate of the key that made it was brought along.
 *
 * @throws CaError `bad_certificate` when it is no certificate of an authority, when it bears the name of an issuer that
 *   is known, but not its signature, or when the path above it does not hold; `bad_key` when its key is weak.
 */
export async function placeCertificate(
  context: Context,
  certificate: Certificate,
  signers: Signers,
): Promise<Placement> {
  checkAuthorityCertificate(certificate);
  const placement = await findSigner(context, certificate, signers);
  const { parent, outside } = placement;
  const above = parent
    ? [parent.certificate, ...(await certificatesAbove(context, parent))]
    : outside;
  checkPath(certificate, above, context.clock.now());
  return placement;
}

const selfSigned = new WeakMap<Certificate, boolean>();

/** Whether a certificate is signed by its own key; verified once for each. */
export function isSelfSigned(certificate: Certificate): boolean {
  const { issuerDer, subjectDer, spki } = certificate;
  const known =
    selfSigned.get(certificate) ??
    (equalBytes(issuerDer, subjectDer) && isSignedBy(certificate, spki));
  selfSigned.set(certificate, known);
  return known;
}

function checkAuthorityCertificate({ extensions, subject, serial, spki }: Certificate): void {
  if (findExtension(extensions, 'basic_constraints')?.value.ca !== true)
    throw bad('The certificate is not that of an authority: its basic constraints do not say so.');
  if (findExtension(extensions, 'key_usage')?.value.includes('key_cert_sign') === false)
    throw bad('The key usage of the certificate does not let it sign certificates.');
  if (subject.length === 0)
    throw bad('The certificate has no subject: nobody could name it as issuer.');
  if (serial === '0') throw bad('The serial number of the certificate is zero.');
  checkPublicKey(parsePublicKey(spki));
}

async function findSigner(
  context: Context,
  certificate: Certificate,
  { brought, parent }: Signers,
): Promise<Placement> {
  const by = (candidate: Authority): boolean =>
    equalBytes(certificate.issuerDer, candidate.certificate.subjectDer) &&
    isSignedBy(certificate, candidate.certificate.spki);
  if (parent) {
    if (!by(parent)) throw bad(`The certificate was not signed by ${parent.name}.`);
    return { certificate, parent, outside: [] };
  }
  if (isSelfSigned(certificate)) return { certificate, parent: undefined, outside: [] };
  const ours = (await listAuthorities(context)).find(by);
  return { certificate, parent: ours, outside: ours ? [] : climb(certificate, brought) };
}

/** Who signed, who signed that one, and so on, among the certificates that were brought along. */
function climb(certificate: Certificate, brought: readonly Certificate[]): Certificate[] {
  const above: Certificate[] = [];
  let last = certificate;
  while (above.length < maxAbove) {
    const issuer = findIssuer(last, brought);
    if (!issuer || above.includes(issuer)) break;
    above.push(issuer);
    if (isSelfSigned(issuer)) break;
    last = issuer;
  }
  return above;
}

function findIssuer(
  certificate: Certificate,
  brought: readonly Certificate[],
): Certificate | undefined {
  const named = brought.filter(
    (each) => each !== certificate && equalBytes(each.subjectDer, certificate.issuerDer),
  );
  const found = named.find((each) => isSignedBy(certificate, each.spki));
  if (named.length > 0 && !found)
    throw bad(
      `The certificate names ${formatName(certificate.issuer)} as issuer, but is not signed by it.`,
    );
  return found;
}

/**
 * Holds the path above a certificate against RFC 5280 §6. One that has ended, or was signed in the manner of the past, is
 * let through: it is taken in for what it was.
 */
function checkPath(certificate: Certificate, above: readonly Certificate[], nowMs: number): void {
  const selfIssued = equalBytes(certificate.issuerDer, certificate.subjectDer);
  if (roomBelow(above, selfIssued) < 0)
    throw bad('The path length of the authorities above leaves no room for this one.');
  const anchor = above.at(-1);
  const path = [certificate, ...above.slice(0, -1)];
  const isPast = [...path, ...above].some(
    (each) => each.notAfterMs < nowMs || !each.algorithm.trusted,
  );
  if (!anchor || isPast) return;
  validatePath({ path, anchor, atMs: Math.max(nowMs, ...path.map((each) => each.notBeforeMs)) });
}

function bad(detail: string): CaError {
  return new CaError('bad_certificate', detail);
}
