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
/** Three at a time, as their product then is a number that needs no care. */
const primeGroups = Array.from({ length: Math.ceil(primes.length / 3) }, (_, i) => {
  const group = primes.slice(3 * i, 3 * i + 3);
  return { group, product: product(group) };
});

/** Of the 39 smallest primes, which ROCA moduli are built around, the powers of 65,537 modulo each. */
const roca = primes.slice(0, 39).map(powersOf65537);

/** 64 and small odd primes, the squares modulo each: nearly no number that is no square passes them all. */
const sieve = [64, ...primes.slice(1, 9)].map((modulus) => ({
  modulus,
  squares: squaresModulo(modulus),
}));
const sieveProduct = product(sieve.map(({ modulus }) => modulus));

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
  const residues = residuesOf(modulus % primeProduct);
  if (residues.includes(0)) return 'The modulus of the RSA key has a small prime factor.';
  if (roca.every((powers, i) => powers.has(residues[i] ?? 0)))
    return 'The RSA key was made by a library that makes weak ones (CVE-2017-15361).';
  return hasCloseFactors(modulus)
    ? 'The primes of the RSA key are so close that it can be factored.'
    : undefined;
}

/** What is left of `n` modulo each of the primes. */
function residuesOf(n: bigint): number[] {
  return primeGroups.flatMap(({ group, product: groupProduct }) => {
    const rest = Number(n % groupProduct);
    return group.map((prime) => rest % prime);
  });
}

/**
 * Fermat's method: n = a² - b², tried for the `fermatRounds` smallest a. Factors that are close come up first. Most a
 * are ruled out by small numbers: b² must be a square modulo each of the sieve.
 */
function hasCloseFactors(n: bigint): boolean {
  const root = squareRoot(n);
  const a = root * root < n ? root + 1n : root;
  const rests = restsOf(a, n);
  for (let round = 0; round < fermatRounds; round++)
    if (maybeSquare(rests, round) && isSquare((a + BigInt(round)) ** 2n - n)) return true;
  return false;
}

/** A number of the sieve, the squares modulo it, and what is left modulo it of a and of -n. */
interface Rest {
  readonly modulus: number;
  readonly squares: Uint8Array;
  readonly a: number;
  readonly minusN: number;
}

function restsOf(a: bigint, n: bigint): Rest[] {
  const [smallA, smallN] = [Number(a % sieveProduct), Number(n % sieveProduct)];
  return sieve.map(({ modulus, squares }) => {
    return { modulus, squares, a: smallA % modulus, minusN: modulus - (smallN % modulus) };
  });
}

/** Whether (a + round)² - n is a square modulo each number of the sieve, as it is of every square. */
function maybeSquare(rests: readonly Rest[], round: number): boolean {
  for (const { modulus, squares, a, minusN } of rests) {
    const rest = (a + round) % modulus;
    if (squares[(rest * rest + minusN) % modulus] === 0) return false;
  }
  return true;
}

function isSquare(n: bigint): boolean {
  return squareRoot(n) ** 2n === n;
}

/** Largest integer whose square is at most `n`. */
function squareRoot(n: bigint): bigint {
  if (n === 0n) return n;
  const hex = n.toString(16);
  const bits = 4 * hex.length + 28 - Math.clz32(Number.parseInt(hex.charAt(0), 16));
  const near = nearRoot(n, (bits - 1) >> 1);
  return near * near > n ? near - 1n : near;
}

/**
 * The square root of `n`, from 2^(2c) to below 2^(2c+2), or the integer above it: Newton's method on ever more of the
 * leading digits, so that only the last step is as wide as the root.
 */
function nearRoot(n: bigint, c: number): bigint {
  if (c < 26) return BigInt(Math.floor(Math.sqrt(Number(n))));
  const half = BigInt((c - 1) >> 1);
  const near = nearRoot(n >> (2n * half + 2n), c >> 1);
  return (near << half) + (n >> (half + 2n)) / near;
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

/** One for each square modulo `modulus`, zero for the others. */
function squaresModulo(modulus: number): Uint8Array {
  const squares = new Uint8Array(modulus);
  for (let n = 0; n < modulus; n++) squares[(n * n) % modulus] = 1;
  return squares;
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
