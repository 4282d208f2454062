import { CaError, concat, equalBytes } from '#base';
import { parseDer, pooledBytes, tag } from '#der';
import type { DerReader } from '#der';
import { parseSignatureAlgorithm } from './algorithms.ts';
import type { SignatureAlgorithm } from './algorithms.ts';
import { encodeHeader, headerSize, putHeader } from './assemble.ts';
import { requireSize } from './document-text.ts';

/** The frame that certificates, requests and CRLs share: a document, the algorithm, the signature over the document. */
export interface Signed {
  /** The whole. */
  readonly der: Uint8Array;
  /** What the signature covers. */
  readonly tbsDer: Uint8Array;
  /** As the frame names it. */
  readonly algorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
}

const noUnusedBits = new Uint8Array(1);

/**
 * Puts the frame around a signed document: certificate, CSR and CRL alike. The signature is not checked. The `buffer` of
 * the result may hold other documents as well.
 *
 * @param tbsDer  What was signed, DER.
 */
export function encodeSigned(
  tbsDer: Uint8Array,
  algorithm: SignatureAlgorithm,
  signature: Uint8Array,
): Uint8Array {
  const bits = signature.length + 1;
  const inner = tbsDer.length + algorithm.der.length + headerSize(bits) + bits;
  const whole = pooledBytes(headerSize(inner) + inner);
  let at = putHeader(whole, 0, tag.sequence, inner);
  whole.set(tbsDer, at);
  whole.set(algorithm.der, (at += tbsDer.length));
  at = putHeader(whole, at + algorithm.der.length, tag.bitString, bits);
  whole.set(signature, at + 1); // the octet before it says that no bits are unused: zero
  return whole;
}

/**
 * The frame alone, in two pieces: what {@link encodeSigned} puts before a document of so many octets, and after it. For
 * documents so long that they are not copied once more.
 */
export function encodeSignedFrame(
  tbsLength: number,
  algorithm: SignatureAlgorithm,
  signature: Uint8Array,
): { readonly head: Uint8Array; readonly tail: Uint8Array } {
  const tail = concat(...afterDocument(algorithm, signature));
  return { head: encodeHeader(tag.sequence, tbsLength + tail.length), tail };
}

/**
 * Reads the frame; what it holds is not looked into.
 *
 * @throws CaError `too_large` above `maxBytes`, `bad_der`.
 */
export function parseSigned(der: Uint8Array, maxBytes: number): Signed {
  requireSize(der, maxBytes);
  return parseDer(der, (reader) => reader.sequence((inner) => readParts(inner, der)), maxBytes);
}

/** Throws `bad_der` unless document and frame name the same algorithm (RFC 5280 §4.1.1.2, §5.1.1.2). */
export function requireSameAlgorithm(inner: SignatureAlgorithm, outer: SignatureAlgorithm): void {
  if (inner !== outer && !equalBytes(inner.der, outer.der))
    throw new CaError('bad_der', 'The document names two different signature algorithms.');
}

function afterDocument(algorithm: SignatureAlgorithm, signature: Uint8Array): Uint8Array[] {
  const header = encodeHeader(tag.bitString, signature.length + 1);
  return [algorithm.der, header, noUnusedBits, signature];
}

function readParts(reader: DerReader, der: Uint8Array): Signed {
  const isSequence = reader.done || reader.nextIs(tag.sequence);
  const tbsDer = reader.whole();
  if (!isSequence) throw new CaError('bad_der', 'What is signed must be a SEQUENCE.');
  const algorithm = parseSignatureAlgorithm(reader.whole());
  return { der, tbsDer, algorithm, signature: reader.bitStringOctets() };
}
