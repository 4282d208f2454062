import { CaError } from '#base';
import { encodePem, parseDer, tag } from '#der';
import type { DerReader } from '#der';
import { parseSignatureAlgorithm } from './algorithms.ts';
import type { SignatureAlgorithm } from './algorithms.ts';
import { readCrlEntries } from './crl-entry.ts';
import type { CrlEntry } from './crl-entry.ts';
import { pemLabels, readAs, toDer } from './document-text.ts';
import { decodeExtensions } from './extension.ts';
import type { Extension } from './extension.ts';
import { decodeName } from './name.ts';
import type { Name } from './name.ts';
import { parseSigned, requireSameAlgorithm } from './signed.ts';
import type { Signed } from './signed.ts';

/** A TBSCertList as decoded (RFC 5280 §5.1.2). */
export interface ParsedTbsCrl {
  /** Zero-based: 1 is v2. */
  readonly version: number;
  readonly algorithm: SignatureAlgorithm;
  readonly issuer: Name;
  readonly issuerDer: Uint8Array;
  readonly thisUpdateMs: number;
  /** Null on the old CRLs that leave it out. */
  readonly nextUpdateMs: number | null;
  readonly extensions: readonly Extension[];
  /**
   * Walks the entries in their order, each decoded as it is reached, so that their number is no limit.
   * @throws CaError `bad_der` at an entry that is malformed.
   */
  entries(): IterableIterator<CrlEntry>;
}

/** A CRL as decoded (RFC 5280 §5.1). */
export interface Crl extends ParsedTbsCrl, Signed {}

/**
 * Reads a CRL, v1 or v2, of any size. Entries are only looked at when walked; nothing is verified but the form.
 *
 * @throws CaError `bad_der`.
 */
export function parseCrl(der: Uint8Array): Crl {
  return readAs('bad_der', () => {
    const signed = parseSigned(der, der.length);
    const tbs = parseWhole(signed.tbsDer, readFields);
    requireSameAlgorithm(tbs.algorithm, signed.algorithm);
    return Object.freeze({ ...tbs, ...signed });
  });
}

/** Reads what a CRL says before it is signed, as {@link parseCrl}. @throws CaError `bad_der`. */
export function parseTbsCrl(tbsDer: Uint8Array): ParsedTbsCrl {
  return readAs('bad_der', () => Object.freeze(parseWhole(tbsDer, readFields)));
}

/**
 * Reads a CRL from PEM (a single block `X509 CRL`, other text around it) or DER of any size.
 *
 * @throws CaError `bad_der`; `too_large` for more than 1 MiB of text.
 */
export function parseCrlText(input: string | Uint8Array): Crl {
  return parseCrl(readAs('bad_der', () => toDer(input, pemLabels.crl)));
}

/** PEM of a CRL. */
export function crlPem(der: Uint8Array): string {
  return encodePem(pemLabels.crl[0], der);
}

function readFields(reader: DerReader): ParsedTbsCrl {
  const version = readVersion(reader);
  const algorithm = parseSignatureAlgorithm(reader.any().der);
  const issuerDer = reader.any().der;
  const issuer = parseDer(issuerDer, decodeName);
  const thisUpdateMs = reader.time();
  const nextUpdateMs = isTime(reader) ? reader.time() : null;
  const list = reader.nextIs(tag.sequence) ? reader.any().content : undefined;
  const extensions = version === 1 ? (reader.explicit(0, decodeExtensions) ?? []) : [];
  const fields = { version, algorithm, issuerDer, issuer, thisUpdateMs, nextUpdateMs, extensions };
  return { ...fields, entries: () => walkEntries(list) };
}

function readVersion(reader: DerReader): number {
  if (!reader.nextIs(tag.integer)) return 0;
  if (reader.smallInteger() !== 1)
    throw new CaError('bad_der', 'The version of a CRL must be v2 where one is written.');
  return 1;
}

function isTime(reader: DerReader): boolean {
  return reader.nextIs(tag.utcTime) || reader.nextIs(tag.generalizedTime);
}

function walkEntries(list: Uint8Array | undefined): IterableIterator<CrlEntry> {
  return readCrlEntries(list ?? new Uint8Array(0));
}

/** As {@link parseDer} of one SEQUENCE, without a limit of size. */
function parseWhole<T>(der: Uint8Array, read: (reader: DerReader) => T): T {
  return parseDer(der, (reader) => reader.sequence(read), der.length);
}
