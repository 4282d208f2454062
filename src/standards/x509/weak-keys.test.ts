import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findHex, isCaError } from '#base';
import { bitString, encodeDer, integer, oid, sequence } from '#der';
import type { DerValue } from '#der';
import { algorithmIdentifier, nullAlgorithm } from './algorithm-identifier.ts';
import { fixedKeys, keyOids } from './key-spec.ts';
import type { KeySpec } from './key-spec.ts';
import { generateKey, publicKeyDer } from './private-key.ts';
import { bitLength, parsePublicKey, parseRsaNumbers } from './public-key.ts';
import { checkPublicKey } from './weak-keys.ts';

/** Both primes built as in CVE-2017-15361: a multiple of the first 126 primes' product and a power of 65,537. */
const rocaModulus = number(
  'a5fb5f1ace50b8c1be18b7f587b0ee3ca8c49540e1afc2a9e84fc830ca59d881b3d82ed6129b40d12bf8ae',
  '01e1f124cd798bd8d153d592819e879c66864a372aaef8cab74af8ebf6afae991e3ea1c7ce4e390b140407',
  '5de7f5609c820b75954626d7b395a26260ea6aec8bad3afb020e4a1c6b2a9524b5c1c82c980ab0f4e6b24d',
  '508bbbd05e72d718db7414149cc5caa8251af3e93af6d28774893560f63061e00e3fe0581fef62e2f85457',
  'd865b794867faea927ebd8d00bf53cc5ffc66b886911f8e4ea8a8f35bed8b9af120133eb9be75173469108',
  'f50fe212fc04d0aa6724ad6f7ba0591943e9ba4019419a6fd91acfe954edac1c4c29288123aa9ffc73',
);

/** The product of a prime of 1,024 bits and the next one. */
const closeModulus = number(
  'e614ba57dbd2bea78470c2f1cb37551eef7511c70043368d556475bda594c8143423f7d3a4bb254269935c',
  '220635a4cf29a01320c0f2f4018a169a0d6d65ca3e9cc59a7b9963f66caf2cc3457b6556badafb3e51c31c',
  'b460d7c9fc47a10d396fe3068234906e0a3e80dc1e60a3825114de9432c90493394a68c15ba311b4b374b6',
  '95c122a49945248aaa06f41fa52fc17df63cc7515f8d2d19f9774b5ef95c178c83fc1edcd7e062d4a7af3d',
  '01247fc92d69f6ceec533284b41fec86d2408fdd549c945c82ea358e0be391226991d5ff8101bf1419ee04',
  '3f683b331cf5e7cf3dd9749961c8117802811a3b5ec579edacb6176af33a80ddbd9ef9a4d1b1839d43',
);

const good = await goodModulus();

test('good keys of every type pass', async () => {
  const specs: KeySpec[] = [
    { type: 'rsa', bits: 2048 },
    { type: 'ec', curve: 'P-256' },
    { type: 'ec', curve: 'brainpoolP512r1' },
    { type: 'ed25519' },
    { type: 'ed448' },
    { type: 'ml-dsa', set: 44 },
    { type: 'slh-dsa', set: 'shake-128f' },
  ];
  for (const spec of specs) checkPublicKey(parsePublicKey(publicKeyDer(await generateKey(spec))));
});

test('weak RSA keys are refused, each for its reason', () => {
  const cases: [words: RegExp, modulus: bigint, exponent: bigint][] = [
    [/2048 to 16384 bits, not 512/, 2n ** 511n + 1n, 65_537n],
    [/2048 to 16384 bits, not 2047/, 2n ** 2046n + 1n, 65_537n],
    [/2048 to 16384 bits, not 16385/, 2n ** 16_384n + 1n, 65_537n],
    [/2048 to 16384 bits, not 1/, 1n, 65_537n],
    [/modulus of the RSA key is even/, good + 1n, 65_537n],
    [/exponent/, good, 1n],
    [/exponent/, good, 3n],
    [/exponent/, good, 65_538n],
    [/exponent/, good, 2n ** 256n + 1n],
    [/small prime factor/, 751n * withoutSmallFactors(2n ** 2040n + 1n), 65_537n],
    [/small prime factor/, 3n ** 1300n, 65_537n],
    [/CVE-2017-15361/, rocaModulus, 65_537n],
    [/so close/, closeModulus, 65_537n],
    [/so close/, withoutSmallFactors(3n * 2n ** 1022n + 1n) ** 2n, 65_537n],
  ];
  for (const [words, modulus, exponent] of cases) refuses(rsa(modulus, exponent), words);
});

test('close primes are found by the 110th round of the method of Fermat, and not sought after', () => {
  const middle = 3n * 2n ** 1022n;
  for (const [round, isFound] of [
    [0n, true],
    [1n, true],
    [108n, true],
    [109n, true],
    [110n, false],
  ] as const) {
    const der = rsa(byFermat(middle, round), 65_537n);
    if (isFound) refuses(der, /so close/);
    else checkPublicKey(parsePublicKey(der));
  }
});

test('an RSA key may have 16,384 bits', () => {
  checkPublicKey(parsePublicKey(rsa(withoutSmallFactors(2n ** 16_383n + 1n), 65_537n)));
});

test('points that are not on their curve are refused', () => {
  const point = new Uint8Array(65).fill(4);
  refuses(
    spki(algorithmIdentifier(keyOids.ec, oid('1.2.840.10045.3.1.7')), point),
    /not a valid key/,
  );
});

test('Edwards points of small order and in a second spelling are refused', () => {
  const p25519 = 2n ** 255n - 19n;
  const order8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
  for (const y of [0n, 1n, p25519 - 1n, order8, p25519 - order8]) {
    refuses(edwards('1.3.101.112', y, 32), /small order/);
    refuses(edwards('1.3.101.112', y + 2n ** 255n, 32), /small order/);
  }
  for (const y of [p25519, p25519 + 1n]) refuses(edwards('1.3.101.112', y, 32), /not canonical/);
  const p448 = 2n ** 448n - 2n ** 224n - 1n;
  for (const y of [0n, 1n, p448 - 1n]) refuses(edwards('1.3.101.113', y, 57), /small order/);
  for (const y of [p448, 2n ** 449n]) refuses(edwards('1.3.101.113', y, 57), /not canonical/);
});

test('an ML-KEM key passes if all its coefficients are below q', () => {
  const kind = fixedKeys.find(({ spec }) => spec.type === 'ml-kem');
  assert.ok(kind);
  const key = new Uint8Array(kind.octets);
  const make = (): Uint8Array => spki(algorithmIdentifier(kind.oid), key);
  // Two coefficients of 3328 in three octets: 0xd00, 0xd00.
  key.set([0x00, 0x0d, 0xd0]);
  checkPublicKey(parsePublicKey(make()));
  key.set([0x01, 0x0d, 0xd0]);
  refuses(make(), /not below q/);
  key.set([0x00, 0x1d, 0xd0]);
  refuses(make(), /not below q/);
  key.set([0, 0, 0]);
  key.fill(0xff, key.length - 32);
  checkPublicKey(parsePublicKey(make()));
});

test('DSA keys are refused', () => {
  const parameters = sequence(integer(23), integer(11), integer(2));
  refuses(spki(algorithmIdentifier(keyOids.dsa, parameters), encodeDer(integer(4))), /DSA/);
});

function refuses(der: Uint8Array, words: RegExp): void {
  assert.throws(
    () => checkPublicKey(parsePublicKey(der)),
    (error) => isCaError(error, 'bad_key') && words.test(error.detail),
    String(words),
  );
}

function rsa(modulus: bigint, exponent: bigint): Uint8Array {
  return spki(nullAlgorithm(keyOids.rsa), encodeDer(sequence(integer(modulus), integer(exponent))));
}

function edwards(dotted: string, y: bigint, octets: number): Uint8Array {
  const hex = y.toString(16).padStart(octets * 2, '0');
  return spki(algorithmIdentifier(dotted), (findHex(hex) ?? new Uint8Array()).toReversed());
}

function spki(algorithm: DerValue, key: Uint8Array): Uint8Array {
  return encodeDer(sequence(algorithm, bitString(key)));
}

async function goodModulus(): Promise<bigint> {
  const { key } = parsePublicKey(publicKeyDer(await generateKey({ type: 'rsa', bits: 2048 })));
  const { modulus } = parseRsaNumbers(key);
  assert.equal(bitLength(modulus), 2048);
  return BigInt(`0x${Buffer.from(modulus).toString('hex')}`);
}

/** The first number from `n` on in steps of two that no prime below 752 divides. */
function withoutSmallFactors(n: bigint): bigint {
  return isWithoutSmallFactors(n) ? n : withoutSmallFactors(n + 2n);
}

/** (a - b)(a + b) without small factors, of 2,048 bits, where a is found in that round: `round` above the root. */
function byFermat(middle: bigint, round: bigint): bigint {
  for (let a = middle; ; a += 1n) {
    const b = rootBelow(2n * a * round) + 1n;
    const n = a * a - b * b;
    const start = a - round;
    if (start * start >= n && (start - 1n) * (start - 1n) < n && isWithoutSmallFactors(n)) return n;
  }
}

function rootBelow(n: bigint): bigint {
  let root = 1n << BigInt(n.toString(2).length);
  while (root * root > n) root = (root + n / root) >> 1n;
  return root;
}

function isWithoutSmallFactors(n: bigint): boolean {
  for (let divisor = 2n; divisor < 752n; divisor++) if (n % divisor === 0n) return false;
  return true;
}

function number(...hex: string[]): bigint {
  return BigInt(`0x${hex.join('')}`);
}
