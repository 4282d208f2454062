import { CaError, equalBytes, recode } from '#base';
import { checkDer, octetsToOid, parseDer, tag } from '#der';
import type { DerReader } from '#der';
import { nullDer, readAlgorithmIdentifier } from './algorithm-identifier.ts';
import type { AlgorithmIdentifier } from './algorithm-identifier.ts';
import { digest } from './hashes.ts';
import { findCurve, findFixedKey, keyOids } from './key-spec.ts';
import type { SubjectKeySpec } from './key-spec.ts';
import { findPssParameters } from './pss.ts';

const maxBytes = 16 * 1024;
const uncompressed = 0x04;

/** A public key as it stands in a certificate or a CSR. */
export interface PublicKeyInfo {
  /** SubjectPublicKeyInfo, DER (RFC 5280 §4.1.2.7). */
  readonly spki: Uint8Array;
  /** Dotted. */
  readonly algorithmOid: string;
  readonly spec: SubjectKeySpec;
  /** Content of the BIT STRING: an RSAPublicKey, a point, or the key's own octets. */
  readonly key: Uint8Array;
}

/** The two parts of a SubjectPublicKeyInfo. */
export interface Spki {
  readonly algorithm: AlgorithmIdentifier;
  readonly key: Uint8Array;
}

/** The two numbers of an RSA key (RFC 8017 App. A.1.1), both without leading zeros. */
export interface RsaNumbers {
  readonly modulus: Uint8Array;
  readonly exponent: Uint8Array;
}

/**
 * Reads a SubjectPublicKeyInfo strictly: a key type we know, its parameters exactly as the standard writes them, a key
 * of the right length. EC keys must name one of our curves and give their point uncompressed.
 * Whether the key is any good, {@link checkPublicKey} tells.
 *
 * @throws CaError `bad_key`.
 */
export function parsePublicKey(spki: Uint8Array): PublicKeyInfo {
  return recode('bad_key', () => {
    const { algorithm, key } = parseDer(spki, readSpki, maxBytes);
    return { spki, algorithmOid: algorithm.oid, spec: readSpec(algorithm, key), key };
  });
}

/**
 * Key identifier for the extensions and OCSP: SHA-1 of the BIT STRING's octets (RFC 5280 §4.2.1.2 (1)).
 *
 * @throws CaError `bad_key` when `spki` is no SubjectPublicKeyInfo; its key type does not matter.
 */
export function keyIdentifier(spki: Uint8Array): Uint8Array {
  return digest('SHA1', publicKeyOctets(spki));
}

/** Octets of the BIT STRING of a SubjectPublicKeyInfo of any key type. @throws CaError `bad_key`. */
export function publicKeyOctets(spki: Uint8Array): Uint8Array {
  return recode('bad_key', () => parseDer(spki, readSpki)).key;
}

/** Dotted object identifier of the key type in a SubjectPublicKeyInfo, known or not. @throws CaError `bad_key`. */
export function publicKeyAlgorithmOid(spki: Uint8Array): string {
  return recode('bad_key', () => parseDer(spki, readSpki)).algorithm.oid;
}

/**
 * The next SubjectPublicKeyInfo, of any key type; its parameters are well-formed, the key itself is not looked into.
 *
 * @throws CaError `bad_der`.
 */
export function readSpki(reader: DerReader): Spki {
  return reader.sequence((inner) => {
    const algorithm = readAlgorithmIdentifier(inner);
    if (algorithm.parameters) checkDer(algorithm.parameters);
    return { algorithm, key: inner.bitStringOctets() };
  });
}

/** Reads an RSAPublicKey (RFC 8017 App. A.1.1). @throws CaError `bad_der` unless both numbers are above zero. */
export function parseRsaNumbers(key: Uint8Array): RsaNumbers {
  return parseDer(key, (reader) =>
    reader.sequence((inner) => ({ modulus: positive(inner), exponent: positive(inner) })),
  );
}

/** Number of bits of a number without leading zero octets, most significant octet first. */
export function bitLength(octets: Uint8Array): number {
  return octets.length * 8 - Math.clz32(octets[0] ?? 0) + 24;
}

/** Throws `bad_key` unless keys of this type, a dotted OID, are among those that {@link parsePublicKey} reads. */
export function requireKeyType(oid: string): void {
  if (!Object.values<string>(keyOids).includes(oid) && !findFixedKey(oid)) throw unknownType(oid);
}

function unknownType(oid: string): CaError {
  return badKey(`The key type ${oid} is not supported.`);
}

function readSpec(algorithm: AlgorithmIdentifier, key: Uint8Array): SubjectKeySpec {
  switch (algorithm.oid) {
    case keyOids.rsa:
      requireNull(algorithm);
      return { type: 'rsa', bits: bitLength(parseRsaNumbers(key).modulus) };
    case keyOids.rsaPss:
      checkPssRestriction(algorithm);
      return { type: 'rsa-pss', bits: bitLength(parseRsaNumbers(key).modulus) };
    case keyOids.ec:
      return readCurve(algorithm, key);
    case keyOids.dsa:
      return { type: 'dsa', bits: readDsaBits(algorithm) };
    default:
      return readFixed(algorithm, key);
  }
}

function requireNull({ parameters }: AlgorithmIdentifier): void {
  if (!parameters || !equalBytes(parameters, nullDer))
    throw badKey('An RSA key must have NULL for its parameters.');
}

function checkPssRestriction({ parameters }: AlgorithmIdentifier): void {
  if (parameters && !findPssParameters(parameters))
    throw badKey('The RSASSA-PSS key is restricted to parameters that are not supported.');
}

function readCurve({ parameters }: AlgorithmIdentifier, point: Uint8Array): SubjectKeySpec {
  if (parameters?.[0] !== tag.oid) throw badKey('An EC key must name its curve.');
  const curve = findCurve(parseDer(parameters, (reader) => reader.oid()));
  if (!curve) throw badKey(`The curve ${octetsToOid(parameters.subarray(2))} is not supported.`);
  if (point[0] !== uncompressed || point.length !== 1 + 2 * curve.octets)
    throw badKey('The point of an EC key must be uncompressed, of the length of its curve.');
  return { type: 'ec', curve: curve.name };
}

function readFixed({ oid, parameters }: AlgorithmIdentifier, key: Uint8Array): SubjectKeySpec {
  const kind = findFixedKey(oid);
  if (!kind) throw unknownType(oid);
  if (parameters) throw badKey(`A key of type ${kind.node} must not have parameters.`);
  if (key.length !== kind.octets)
    throw badKey(`A key of type ${kind.node} must have ${kind.octets} octets.`);
  return kind.spec;
}

function readDsaBits({ parameters }: AlgorithmIdentifier): number {
  if (!parameters) return 0;
  return parseDer(parameters, (reader) =>
    reader.sequence((inner) => {
      const bits = bitLength(positive(inner));
      positive(inner);
      positive(inner);
      return bits;
    }),
  );
}

function positive(reader: DerReader): Uint8Array {
  const octets = reader.integerOctets();
  const [first = 0] = octets;
  const digits = first === 0 ? octets.subarray(1) : octets;
  if (first >= 0x80 || digits.length === 0)
    throw badKey('The numbers of a key must be above zero.');
  return digits;
}

function badKey(detail: string): CaError {
  return new CaError('bad_key', detail);
}
