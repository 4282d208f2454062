import type { Authority } from '#authorities';
import type { OcspAnswer } from '#ocsp';
import {
  encodeCertId,
  encodeOcspRequest,
  issuerId,
  name,
  parseCertificate,
  parseOcspResponse,
  verifySignature,
  type Certificate,
  type CertIdHash,
  type ParsedBasicResponse,
} from '#x509';
import type { IssuedCertificate } from '#certificates';
import { testApp, type TestApp } from './app.ts';
import { makeCsr } from './csr.ts';
import type { AppOptions } from '#app';

/** How a question is put. */
export interface QuestionOptions {
  /** Default: SHA-1. */
  readonly hash?: CertIdHash;
  readonly nonce?: Uint8Array;
}

/** What an answer says, its signature verified. */
export interface Told {
  /** The status of the response where it is not successful, else what is said of each certificate, in their order. */
  readonly says: string;
  readonly basic?: ParsedBasicResponse;
  /** The certificate of who says it. */
  readonly responder?: Certificate;
  readonly answer: OcspAnswer;
}

/** As {@link testApp}, with a responder for each of its authorities, and none made unasked. */
export async function ocspApp(options: Partial<AppOptions> = {}): Promise<TestApp> {
  const ca = await testApp(options);
  for (const authority of await ca.authorities.list()) await ca.ocsp.renewResponder(authority);
  return ca;
}

/** A new certificate of the issuing authority. */
export async function issue(
  ca: Pick<TestApp, 'certificates' | 'issuing'>,
  more: { readonly notAfter?: Date } = {},
): Promise<IssuedCertificate> {
  const { pem } = await makeCsr();
  return ca.certificates.issue(ca.issuing, { csr: pem, subject: name('CN=leaf'), ...more });
}

/** OCSPRequest (DER) about some of an authority's serials. */
export function requestAbout(
  issuer: Authority,
  serials: string | readonly string[],
  { hash = 'SHA1', nonce }: QuestionOptions = {},
): Uint8Array {
  const id = issuerId(issuer.certificate, hash);
  return encodeOcspRequest(
    [serials].flat().map((serial) => encodeCertId(id, serial)),
    nonce,
  );
}

/** Asks an authority about some of its serials. */
export async function askAbout(
  ca: Pick<TestApp, 'ocsp'>,
  issuer: Authority,
  serials: string | readonly string[],
  options: QuestionOptions = {},
): Promise<Told> {
  return told(await ca.ocsp.answer(issuer.serial, requestAbout(issuer, serials, options)));
}

/** Reads an answer; throws unless it is signed by the key of the certificate that comes with it. */
export function told(answer: OcspAnswer): Told {
  const { status, basic } = parseOcspResponse(answer.der);
  if (!basic) return { says: status, answer };
  const responder = parseCertificate(basic.certificates[0] ?? new Uint8Array(0));
  if (!verifySignature(basic.algorithm, responder.spki, basic.tbsDer, basic.signature))
    throw new Error('the signature of the answer does not verify');
  const says = basic.responses.map(({ status: each }) =>
    each.type === 'revoked' ? `revoked ${each.reason}` : each.type,
  );
  return { says: says.join(', '), basic, responder, answer };
}
