import { deepEqual, equal, throws } from 'node:assert/strict';
import { endianness } from 'node:os';
import { test } from 'node:test';
import { equalBytes, present } from '#base';
import { parseDer } from '#der';
import { generateKey, publicKeyDer } from '#x509';
import type { KeySpec } from '#x509';
import { cka, ckk, ckm } from './cryptoki.ts';
import type { Template } from './cryptoki.ts';
import { attributesToRead, keyMaking, keyParts, readPublicKey, readUlong } from './key-kinds.ts';

const specs: readonly KeySpec[] = [
  { type: 'rsa', bits: 2048 },
  { type: 'ec', curve: 'P-256' },
  { type: 'ec', curve: 'P-384' },
  { type: 'ec', curve: 'P-521' },
  { type: 'ed25519' },
  { type: 'ed448' },
];

function valueOf(template: Template, attribute: number): unknown {
  return present(
    template.find(([name]) => name === attribute),
    `attribute ${attribute}`,
  )[1];
}

function bytes(value: unknown): Uint8Array {
  return value as Uint8Array;
}

test('a key that is taken apart is the same when it is read', async () => {
  for (const spec of specs) {
    const key = await generateKey(spec);
    const { publicKey } = keyParts(key);
    const keyType = Number(valueOf(publicKey, cka.keyType));
    const values = attributesToRead(keyType).map((each) => bytes(valueOf(publicKey, each)));
    const read = readPublicKey(keyType, values);
    deepEqual([read.spki, read.spec], [publicKeyDer(key), spec]);
    if (spec.type === 'rsa') continue;
    const [parameters, point] = values;
    const bare = parseDer(bytes(point), (reader) => reader.octetString());
    deepEqual(readPublicKey(keyType, [bytes(parameters), bare]).spki, read.spki, 'without header');
  }
});

test('Edwards curves are understood, and asked for, by both of their names', () => {
  const { mechanism, ways } = keyMaking({ type: 'ed25519' });
  equal(mechanism, ckm.ecEdwardsKeyPairGen);
  const written = ways.map((way) => Buffer.from(bytes(valueOf(way, cka.ecParams))).toString('hex'));
  deepEqual(written, ['06032b6570', '130c656477617264733235353139']);
});

test('what no token is asked for is refused before any is asked', async () => {
  const cases: KeySpec[] = [
    { type: 'rsa', bits: 1024 },
    { type: 'rsa', bits: 2049 },
    { type: 'rsa', bits: 16_384 },
    { type: 'ec', curve: 'secp256k1' },
    { type: 'ml-dsa', set: 44 },
    { type: 'slh-dsa', set: 'sha2-128s' },
  ];
  for (const spec of cases) throws(() => keyMaking(spec), { code: 'unsupported' });
  const foreign = await generateKey({ type: 'ec', curve: 'brainpoolP256r1' });
  throws(() => keyParts(foreign), { code: 'unsupported' });
});

test('a public key that cannot be is not believed', () => {
  const unavailable = { code: 'key_unavailable' };
  const [way] = keyMaking({ type: 'ec', curve: 'P-256' }).ways;
  const parameters = bytes(valueOf(way, cka.ecParams));
  throws(() => attributesToRead(0x1f), unavailable);
  throws(() => readPublicKey(ckk.ec, [parameters, new Uint8Array(65).fill(4)]), unavailable);
  throws(() => readPublicKey(ckk.ec, [new Uint8Array([6, 1, 0]), new Uint8Array(65)]), unavailable);
  throws(() => readPublicKey(ckk.ecEdwards, [parameters, new Uint8Array(32)]), unavailable);
  throws(() => readPublicKey(ckk.rsa, []), unavailable);
});

test('a number is read as this machine writes it', () => {
  const octets = new Uint8Array([0x34, 0x12, 0, 0, 0, 0, 0, 0]);
  equal(readUlong(endianness() === 'LE' ? octets : octets.toReversed()), 0x1234);
  equal(equalBytes(octets, new Uint8Array([0x34, 0x12, 0, 0, 0, 0, 0, 0])), true, 'left as it was');
});
