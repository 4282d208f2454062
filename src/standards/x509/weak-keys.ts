import { CaError, recode, toHex } from '#base';
import { parseRsaNumbers } from './public-key.ts';
import type { PublicKeyInfo } from './public-key.ts';
import { importPublicKey } from './signature.ts';
import { findRsaWeakness } from './weak-rsa.ts';

/**
 * Refuses public keys that an attacker can break or that would cost us time: the cheap looks come first, and none takes
 * more than 20 ms.
 *
 * RSA: modulus of 2048 to 16,384 bits, odd; exponent odd, from 65,537 to 2^256 (FIPS 186-5 §A.1.1); no prime factor
 * below 752; not a product of close primes (110 rounds of Fermat's method); not from the library of CVE-2017-15361
 * ("ROCA"). EC: the point lies on its curve. Ed25519, Ed448: canonical and not of small order. ML-KEM: every
 * coefficient below q (FIPS 203 §7.2). DSA is refused altogether.
 *
 * @throws CaError `bad_key`, its detail naming the weakness.
 */
export function checkPublicKey(info: PublicKeyInfo): void {
  const weakness = findWeakness(info);
  if (weakness) throw new CaError('bad_key', weakness);
}

function findWeakness(info: PublicKeyInfo): string | undefined {
  switch (info.spec.type) {
    case 'rsa':
    case 'rsa-pss':
      return findRsaWeakness(recode('bad_key', () => parseRsaNumbers(info.key)));
    case 'dsa':
      return 'DSA keys are not accepted.';
    case 'ec':
      importPublicKey(info);
      return undefined;
    case 'ed25519':
      return findEd25519Weakness(info.key);
    case 'ed448':
      return findEd448Weakness(info.key);
    case 'ml-kem':
      return findMlKemWeakness(info.key);
    default:
      return undefined;
  }
}

const p25519 = 2n ** 255n - 19n;
const p448 = 2n ** 448n - 2n ** 224n - 1n;
/** One y coordinate of the points of order 8 on Curve25519's twin; the other is its negative. */
const order8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
const smallOrder25519: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  p25519 - 1n,
  order8,
  p25519 - order8,
]);
const smallOrder448: ReadonlySet<bigint> = new Set([0n, 1n, p448 - 1n]);

function findEd25519Weakness(key: Uint8Array): string | undefined {
  const y = BigInt.asUintN(255, littleEndian(key));
  if (y >= p25519) return 'The Ed25519 key is not canonical.';
  return smallOrder25519.has(y) ? 'The Ed25519 key is a point of small order.' : undefined;
}

function findEd448Weakness(key: Uint8Array): string | undefined {
  const y = BigInt.asUintN(455, littleEndian(key));
  if (y >= p448) return 'The Ed448 key is not canonical.';
  return smallOrder448.has(y) ? 'The Ed448 key is a point of small order.' : undefined;
}

function littleEndian(octets: Uint8Array): bigint {
  return BigInt(`0x${toHex(octets.toReversed())}`);
}

const q = 3329;
const seedOctets = 32;

function findMlKemWeakness(key: Uint8Array): string | undefined {
  for (let i = 0; i < key.length - seedOctets; i += 3) {
    const [low = 0, middle = 0, high = 0] = key.subarray(i, i + 3);
    if ((((middle & 0x0f) << 8) | low) >= q || ((high << 4) | (middle >> 4)) >= q)
      return 'The ML-KEM key has a coefficient that is not below q.';
  }
  return undefined;
}
