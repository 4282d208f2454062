import { bitString, encodeDer, integer, nothing, oid, sequence, type DerValue } from '#der';
import { curves, type EcCurve } from '#x509';

/** Public keys that look right and belong to nobody: their octets are all the same. SubjectPublicKeyInfo, DER. */
export function ecKey(curve: EcCurve, octet: number = 0x42): Uint8Array {
  const found = curves.find(({ name }) => name === curve);
  const algorithm = sequence(oid('1.2.840.10045.2.1'), oid(found?.oid ?? ''));
  const point = new Uint8Array(1 + 2 * (found?.octets ?? 0)).fill(octet);
  point[0] = 0x04;
  return spki(algorithm, point);
}

/** An RSA key with a modulus of that many bits. */
export function rsaKey(bits: number, exponent: bigint = 65_537n): Uint8Array {
  const modulus = (1n << BigInt(bits - 1)) | 1n;
  const key = encodeDer(sequence(integer(modulus), integer(exponent)));
  return spki(sequence(oid('1.2.840.113549.1.1.1'), nothing()), key);
}

/** An Ed25519 key. */
export function edKey(): Uint8Array {
  return spki(sequence(oid('1.3.101.112')), new Uint8Array(32).fill(0x42));
}

/** A DSA key without parameters. */
export function dsaKey(): Uint8Array {
  return spki(sequence(oid('1.2.840.10040.4.1')), encodeDer(integer(65_537)));
}

/** A key of a type that nobody knows. */
export function unknownKey(): Uint8Array {
  return spki(sequence(oid('1.3.6.1.4.1.99999.1')), new Uint8Array(32));
}

function spki(algorithm: DerValue, key: Uint8Array): Uint8Array {
  return encodeDer(sequence(algorithm, bitString(key)));
}
