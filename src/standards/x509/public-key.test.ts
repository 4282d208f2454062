import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { findHex, isCaError, toHex, utf8 } from '#base';
import { bitString, encodeDer, integer, nothing, oid, raw, sequence } from '#der';
import type { DerValue } from '#der';
import { skipWithout, openssl } from '#oracles';
import { algorithmIdentifier, nullAlgorithm } from './algorithm-identifier.ts';
import { curves, fixedKeys, formatKeySpec, keyOids } from './key-spec.ts';
import type { KeySpec, SubjectKeySpec } from './key-spec.ts';
import { generateKey, publicKeyDer } from './private-key.ts';
import { keyIdentifier, parsePublicKey, publicKeyAlgorithmOid } from './public-key.ts';

test('keys of every type that can be made are read back as what they are', async () => {
  const specs: KeySpec[] = [
    { type: 'rsa', bits: 2048 },
    ...curves.map((curve): KeySpec => ({ type: 'ec', curve: curve.name })),
    ...fixedKeys.map((kind) => kind.spec).filter((spec) => spec.type !== 'ml-kem'),
  ];
  for (const spec of specs.filter((each) => !formatKeySpec(each).endsWith('s'))) {
    const spki = publicKeyDer(await generateKey(spec));
    const info = parsePublicKey(spki);
    assert.deepEqual(info.spec, spec);
    assert.equal(info.spki, spki);
    assert.equal(publicKeyAlgorithmOid(spki), info.algorithmOid);
  }
});

test('keys that only certificates are about are read too', () => {
  const cases: [node: string, options: object, spec: SubjectKeySpec][] = [
    ['ml-kem-512', {}, { type: 'ml-kem', set: 512 }],
    ['ml-kem-1024', {}, { type: 'ml-kem', set: 1024 }],
    ['rsa-pss', { modulusLength: 2048 }, { type: 'rsa-pss', bits: 2048 }],
    ['dsa', { modulusLength: 1024, divisorLength: 160 }, { type: 'dsa', bits: 1024 }],
  ];
  for (const [node, options, spec] of cases)
    assert.deepEqual(parsePublicKey(made(node, options)).spec, spec, node);
});

test('a key is shown in a few words', () => {
  const cases: [spec: SubjectKeySpec, words: string][] = [
    [{ type: 'rsa', bits: 3072 }, 'RSA 3072'],
    [{ type: 'ec', curve: 'P-256' }, 'EC P-256'],
    [{ type: 'ed25519' }, 'Ed25519'],
    [{ type: 'ed448' }, 'Ed448'],
    [{ type: 'ml-dsa', set: 65 }, 'ML-DSA-65'],
    [{ type: 'ml-kem', set: 768 }, 'ML-KEM-768'],
    [{ type: 'slh-dsa', set: 'sha2-128s' }, 'SLH-DSA-SHA2-128s'],
    [{ type: 'rsa-pss', bits: 2048 }, 'RSA-PSS 2048'],
  ];
  for (const [spec, words] of cases) assert.equal(formatKeySpec(spec), words);
});

const point = new Uint8Array(65).fill(4);
const p256 = oid('1.2.840.10045.3.1.7');
const rsaKey = (n: bigint | number, e: bigint | number): Uint8Array =>
  encodeDer(sequence(integer(n), integer(e)));
const pssTrailer = raw(findHex('3005a303020102') ?? point);
const p224 = '1.2.840.10045.3.1.1';

test('a key that is not written exactly as its standard wants is refused', () => {
  const cases: [why: string, algorithm: DerValue, key: Uint8Array][] = [
    ['RSA without NULL', algorithmIdentifier(keyOids.rsa), rsaKey(15, 3)],
    ['RSA with a negative modulus', nullAlgorithm(keyOids.rsa), rsaKey(-15, 3)],
    ['RSA with a zero modulus', nullAlgorithm(keyOids.rsa), rsaKey(0, 3)],
    ['RSA with a zero exponent', nullAlgorithm(keyOids.rsa), rsaKey(15, 0)],
    ['RSA that is no RSAPublicKey', nullAlgorithm(keyOids.rsa), point],
    [
      'RSA-PSS with an unknown trailer',
      algorithmIdentifier(keyOids.rsaPss, pssTrailer),
      rsaKey(15, 3),
    ],
    ['EC with explicit parameters', algorithmIdentifier(keyOids.ec, sequence(integer(1))), point],
    ['EC with an implicit curve', nullAlgorithm(keyOids.ec), point],
    ['EC without a curve', algorithmIdentifier(keyOids.ec), point],
    ['EC on an unknown curve', algorithmIdentifier(keyOids.ec, oid(p224)), point],
    [
      'EC with a compressed point',
      algorithmIdentifier(keyOids.ec, p256),
      point.fill(2, 0, 1).slice(0, 33),
    ],
    ['EC at infinity', algorithmIdentifier(keyOids.ec, p256), new Uint8Array(1)],
    ['EC of a wrong length', algorithmIdentifier(keyOids.ec, p256), new Uint8Array(64).fill(4)],
    ['EC in hybrid form', algorithmIdentifier(keyOids.ec, p256), new Uint8Array(65).fill(6)],
    ['Ed25519 with NULL', nullAlgorithm('1.3.101.112'), new Uint8Array(32)],
    ['Ed25519 of a wrong length', algorithmIdentifier('1.3.101.112'), new Uint8Array(31)],
    [
      'ML-DSA of a wrong length',
      algorithmIdentifier('2.16.840.1.101.3.4.3.17'),
      new Uint8Array(1311),
    ],
    ['X25519', algorithmIdentifier('1.3.101.110'), new Uint8Array(32)],
    ['DSA with NULL', nullAlgorithm(keyOids.dsa), encodeDer(integer(5))],
  ];
  for (const [why, algorithm, key] of cases) {
    assert.throws(
      () => parsePublicKey(encodeDer(sequence(algorithm, bitString(key)))),
      (error) => isCaError(error, 'bad_key'),
      why,
    );
  }
});

test('what is no SubjectPublicKeyInfo is refused', () => {
  const ed = algorithmIdentifier('1.3.101.112');
  const key = new Uint8Array(32).fill(16);
  const cases: [why: string, value: DerValue][] = [
    ['unused bits', sequence(ed, bitString(new Uint8Array(32), 1))],
    ['a third element', sequence(ed, bitString(key), nothing())],
    ['no key', sequence(ed)],
    [
      'bytes after it',
      (writer) => writer.octets(new Uint8Array([...encodeDer(sequence(ed, bitString(key))), 0])),
    ],
    ['a text', (writer) => writer.octets(utf8('key'))],
    ['17 KiB', sequence(ed, bitString(new Uint8Array(17_000)))],
  ];
  for (const [why, value] of cases) {
    assert.throws(
      () => parsePublicKey(encodeDer(value)),
      (error) => isCaError(error, 'bad_key'),
      why,
    );
  }
});

test('the key identifier is the SHA-1 of the bits alone', () => {
  const key = new Uint8Array(32).fill(16);
  const spki = encodeDer(sequence(algorithmIdentifier('1.2.3'), bitString(key)));
  assert.equal(toHex(keyIdentifier(spki)), createHash('sha1').update(key).digest('hex'));
  assert.throws(
    () => keyIdentifier(key),
    (error) => isCaError(error, 'bad_key'),
  );
});

test('OpenSSL reads the public keys we hand out', { skip: skipWithout('openssl') }, async () => {
  for (const spec of [
    { type: 'rsa', bits: 2048 },
    { type: 'ec', curve: 'secp256k1' },
  ] as const) {
    const input = publicKeyDer(await generateKey(spec));
    const answer = await openssl(['pkey', '-pubin', '-inform', 'DER', '-pubcheck', '-noout'], {
      input,
    });
    assert.equal(answer.exitCode, 0, answer.stderr);
  }
});

type Generate = (type: string, options: object) => ReturnType<typeof generateKeyPairSync>;

function made(type: string, options: object): Uint8Array {
  const { publicKey } = (generateKeyPairSync as unknown as Generate)(type, options);
  return publicKeyDer(publicKey as Parameters<typeof publicKeyDer>[0]);
}
