import { CaError } from '#base';
import {
  constructedTag,
  contextTag,
  encodeDer,
  encodeDerPooled,
  explicit,
  integer,
  OctetsMemo,
  parseDer,
  tag,
} from '#der';
import type { DerReader } from '#der';
import { parseSignatureAlgorithm } from './algorithms.ts';
import type { SignatureAlgorithm } from './algorithms.ts';
import { readAs, requireSize } from './document-text.ts';
import { extensionsValue } from './extension-der.ts';
import { frozenThroughout } from './extension-memo.ts';
import { decodeExtensions } from './extension.ts';
import type { Extension } from './extension.ts';
import { decodeName } from './name.ts';
import type { Name } from './name.ts';
import { readSpki } from './public-key.ts';
import { encodeSerial, readSerial } from './serial.ts';
import { timeValue } from './time-der.ts';

/** Largest certificate that is read unless the caller says otherwise: SLH-DSA signatures alone take 49 KiB. */
export const maxCertificateBytes: number = 64 * 1024;

/** What a certificate is to say (RFC 5280 §4.1.2). Names and key are DER, as they stand in other documents. */
export interface TbsCertificate {
  /** Hex in either case, no colons: 1 to 20 octets, above zero. */
  readonly serial: string;
  /** The algorithm the issuer's key will sign in. */
  readonly algorithm: SignatureAlgorithm;
  readonly issuerDer: Uint8Array;
  readonly subjectDer: Uint8Array;
  /** First valid second, included; a fraction of a second is dropped. */
  readonly notBeforeMs: number;
  /** Last valid second, included; a fraction of a second is dropped. */
  readonly notAfterMs: number;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  /** Written in this order. */
  readonly extensions: readonly Extension[];
}

/** A TBSCertificate as decoded. */
export interface ParsedTbs extends TbsCertificate {
  /** Zero-based: 2 is v3. */
  readonly version: number;
  /** Upper-case hex without leading zeros. */
  readonly serial: string;
  readonly issuer: Name;
  readonly subject: Name;
}

const three = encodeDer(explicit(0, integer(2)));

/**
 * DER of a TBSCertificate v3: what is linted and then signed.
 *
 * @throws CaError `bad_certificate` for a wrong serial; `bad_extension` or `bad_der` for a value that cannot be encoded.
 */
export function encodeTbsCertificate(tbs: TbsCertificate): Uint8Array {
  const { extensions } = tbs;
  return encodeDerPooled((writer) => {
    const before = writer.size;
    if (extensions.length > 0) {
      extensionsValue(extensions)(writer);
      writer.header(constructedTag(3), before);
    }
    writer.octets(tbs.spki);
    writer.octets(tbs.subjectDer);
    const beforeValidity = writer.size;
    timeValue(tbs.notAfterMs)(writer);
    timeValue(tbs.notBeforeMs)(writer);
    writer.header(tag.sequence, beforeValidity);
    writer.octets(tbs.issuerDer);
    writer.octets(tbs.algorithm.der);
    encodeSerial(tbs.serial)(writer);
    writer.octets(three);
    writer.header(tag.sequence, before);
  });
}

/**
 * Reads a TBSCertificate, v1 to v3, strictly: unique identifiers are passed over, duplicate or malformed extensions
 * refused.
 *
 * @throws CaError `bad_certificate`; `too_large` above 64 KiB.
 */
export function parseTbsCertificate(tbsDer: Uint8Array): ParsedTbs {
  return readAs('bad_certificate', () => {
    requireSize(tbsDer, maxCertificateBytes);
    return readTbsCertificate(tbsDer);
  });
}

/** As {@link parseTbsCertificate}, of any size, its errors not yet recoded. */
export function readTbsCertificate(tbsDer: Uint8Array): ParsedTbs {
  return parseDer(tbsDer, (reader) => reader.sequence(readFields), tbsDer.length);
}

/** Issuers met before: an authority names itself in all that it signs. */
const issuers = new OctetsMemo<Name>(64, 512);

function readFields(reader: DerReader): ParsedTbs {
  const version = readVersion(reader);
  const serial = readSerial(reader);
  const algorithm = parseSignatureAlgorithm(reader.whole());
  const issuerDer = reader.whole();
  const [notBeforeMs, notAfterMs] = reader.sequence(
    (inner) => [inner.time(), inner.time()] as const,
  );
  const subjectDer = reader.whole();
  const spki = reader.whole();
  parseDer(spki, readSpki);
  if (version > 0) skipUniqueIdentifiers(reader);
  const extensions = version === 2 ? (reader.explicit(3, readExtensions) ?? []) : [];
  const issuer = issuers.get(issuerDer, (der) => frozenThroughout(parseDer(der, decodeName)));
  const subject = parseDer(subjectDer, decodeName);
  const names = { issuer, issuerDer, subject, subjectDer };
  return { version, serial, algorithm, ...names, notBeforeMs, notAfterMs, spki, extensions };
}

function readVersion(reader: DerReader): number {
  const version = reader.explicit(0, (inner) => inner.smallInteger());
  if (version === undefined) return 0;
  if (version < 1 || version > 2)
    throw new CaError('bad_der', 'A version must be v2 or v3 where one is written.');
  return version;
}

function skipUniqueIdentifiers(reader: DerReader): void {
  for (const number of [1, 2])
    if (reader.nextIs(contextTag(number))) reader.bitString(contextTag(number));
}

function readExtensions(reader: DerReader): readonly Extension[] {
  return decodeExtensions(reader);
}
