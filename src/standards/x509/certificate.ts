import { CaError } from '#base';
import { encodePem } from '#der';
import { pemLabels, readAs, toDer, toDerList } from './document-text.ts';
import { parseSigned, requireSameAlgorithm } from './signed.ts';
import type { Signed } from './signed.ts';
import { maxCertificateBytes, readTbsCertificate } from './tbs-certificate.ts';
import type { ParsedTbs } from './tbs-certificate.ts';

/** A certificate as decoded (RFC 5280 §4.1): the fields of its document and the frame around it. */
export interface Certificate extends ParsedTbs, Signed {}

/**
 * Reads one certificate strictly. Nothing is verified but the form; that both places name the same signature algorithm
 * is part of it.
 *
 * @param maxBytes  Largest certificate that is looked at. Default: 64 KiB.
 * @throws CaError `bad_certificate`, `too_large`.
 */
export function parseCertificate(
  der: Uint8Array,
  maxBytes: number = maxCertificateBytes,
): Certificate {
  return readAs('bad_certificate', () => {
    const signed = parseSigned(der, maxBytes);
    const tbs = readTbsCertificate(signed.tbsDer);
    requireSameAlgorithm(tbs.algorithm, signed.algorithm);
    return Object.freeze({ ...tbs, ...signed });
  });
}

/**
 * Reads one certificate from PEM (a single block; other text around it) or DER.
 *
 * @throws CaError `bad_certificate`, `too_large`.
 */
export function parseCertificateText(input: string | Uint8Array): Certificate {
  return parseCertificate(readAs('bad_certificate', () => toDer(input, pemLabels.certificate)));
}

/**
 * Reads every certificate of a PEM text, in its order; blocks of other kinds are passed over.
 *
 * @throws CaError `bad_certificate` also when there is none; `too_large`.
 */
export function parseCertificateBundle(input: string | Uint8Array): readonly Certificate[] {
  const list = readAs('bad_certificate', () => toDerList(input, pemLabels.certificate));
  if (list.length === 0)
    throw new CaError('bad_certificate', 'There is no certificate in the text.');
  return list.map((der) => parseCertificate(der));
}

/** PEM of a certificate. */
export function certificatePem(der: Uint8Array): string {
  return encodePem(pemLabels.certificate[0], der);
}
