import { toHex } from '#base';
import { bitLength } from './public-key.ts';
import type { RsaNumbers } from './public-key.ts';

const minBits = 2048;
const maxBits = 16_384;
const minExponent = 65_537n;
const maxExponentBits = 256;
const fermatRounds = 110;

const primes = primesBelow(752);
const primeProduct = product(primes);

/** The primes of the 39 smallest that ROCA moduli are built around, each with the powers of 65,537 modulo it. */
const roca = primes.slice(0, 39).map((prime) => ({ prime, powers: powersOf65537(prime) }));

/** Small odd primes, the squares modulo each, and their product: nearly no number that is no square passes them all. */
const sieve = primes.slice(1, 9).map((prime) => ({ prime, squares: squaresModulo(prime) }));
const sieveProduct = product(sieve.map(({ prime }) => prime));
const squares64 = squaresModulo(64);

/** One sentence on what is wrong with an RSA key; undefined when nothing is. Cheap looks first. */
export function findRsaWeakness({ modulus, exponent }: RsaNumbers): string | undefined {
  const bits = bitLength(modulus);
  if (bits < minBits || bits > maxBits)
    return `An RSA key must have ${minBits} to ${maxBits} bits, not ${bits}.`;
  if (isEven(modulus)) return 'The modulus of the RSA key is even.';
  if (isEven(exponent) || bitLength(exponent) > maxExponentBits || toNumber(exponent) < minExponent)
    return `The exponent of an RSA key must be odd, from ${minExponent} to 2^${maxExponentBits}.`;
  return findModulusWeakness(toNumber(modulus));
}

function findModulusWeakness(modulus: bigint): string | undefined {
  const residue = modulus % primeProduct;
  if (primes.some((prime) => residue % BigInt(prime) === 0n))
    return 'The modulus of the RSA key has a small prime factor.';
  if (roca.every(({ prime, powers }) => powers.has(Number(residue % BigInt(prime)))))
    return 'The RSA key was made by a library that makes weak ones (CVE-2017-15361).';
  return hasCloseFactors(modulus)
    ? 'The primes of the RSA key are so close that it can be factored.'
    : undefined;
}

/** Fermat's method: n = a² - b², tried for the `fermatRounds` smallest a. Factors that are close come up first. */
function hasCloseFactors(n: bigint): boolean {
  let a = squareRoot(n);
  if (a * a < n) a += 1n;
  let rest = a * a - n;
  for (let round = 0; round < fermatRounds; round++) {
    if (isSquare(rest)) return true;
    rest += 2n * a + 1n;
    a += 1n;
  }
  return false;
}

function isSquare(n: bigint): boolean {
  if (!squares64.has(Number(BigInt.asUintN(6, n)))) return false;
  const residue = Number(n % sieveProduct);
  if (!sieve.every(({ prime, squares }) => squares.has(residue % prime))) return false;
  return squareRoot(n) ** 2n === n;
}

/** Largest integer whose square is at most `n`, by Newton's method from above. */
function squareRoot(n: bigint): bigint {
  if (n < 2n) return n;
  let root = 1n << BigInt(2 * n.toString(16).length);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

function primesBelow(limit: number): number[] {
  const found: number[] = [];
  for (let n = 2; n < limit; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}

function powersOf65537(prime: number): ReadonlySet<number> {
  const powers = new Set<number>();
  for (let power = 1; !powers.has(power); power = (power * 65_537) % prime) powers.add(power);
  return powers;
}

function squaresModulo(modulus: number): ReadonlySet<number> {
  return new Set(Array.from({ length: modulus }, (_, n) => (n * n) % modulus));
}

function product(numbers: readonly number[]): bigint {
  return numbers.reduce((all, each) => all * BigInt(each), 1n);
}

function isEven(octets: Uint8Array): boolean {
  return (octets[octets.length - 1] ?? 0) % 2 === 0;
}

function toNumber(octets: Uint8Array): bigint {
  return BigInt(`0x${toHex(octets)}`);
}
