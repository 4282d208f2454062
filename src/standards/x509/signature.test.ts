import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { test } from 'node:test';
import { isCaError, utf8 } from '#base';
import {
  chooseSignatureAlgorithm,
  findSignatureAlgorithm,
  signatureAlgorithms,
} from './algorithms.ts';
import type { SignatureAlgorithm } from './algorithms.ts';
import { slhDsaSets } from './key-spec.ts';
import type { KeySpec } from './key-spec.ts';
import { generateKey, publicKeyDer } from './private-key.ts';
import { signMessage, verifyMessage, verifySignature } from './signature.ts';

const message = utf8('what is signed');
const rsa = await generateKey({ type: 'rsa', bits: 2048 });
const p256 = await generateKey({ type: 'ec', curve: 'P-256' });

test('every trusted algorithm over RSA and EC signs and verifies', async () => {
  for (const algorithm of signatureAlgorithms.filter(({ trusted }) => trusted)) {
    if (!['rsa', 'rsa-pss', 'ec'].includes(algorithm.keyType)) continue;
    const key = algorithm.keyType === 'ec' ? p256 : rsa;
    const spki = publicKeyDer(key);
    const signature = await signMessage(key, algorithm, message);
    assert.ok(verifySignature(algorithm, spki, message, signature), algorithm.id);
    assert.ok(!verifySignature(algorithm, spki, utf8('another'), signature), algorithm.id);
  }
});

test('every other kind of signing key signs and verifies', async () => {
  const fast = slhDsaSets.filter((set) => set.endsWith('128f'));
  const specs: KeySpec[] = [
    { type: 'ed25519' },
    { type: 'ed448' },
    ...([44, 65, 87] as const).map((set): KeySpec => ({ type: 'ml-dsa', set })),
    ...fast.map((set): KeySpec => ({ type: 'slh-dsa', set })),
    { type: 'ec', curve: 'P-384' },
    { type: 'ec', curve: 'P-521' },
    { type: 'ec', curve: 'secp224r1' },
    { type: 'ec', curve: 'secp256k1' },
    { type: 'ec', curve: 'brainpoolP384r1' },
  ];
  for (const spec of specs) {
    const key = await generateKey(spec);
    const spki = publicKeyDer(key);
    const algorithm = chooseSignatureAlgorithm(spki);
    const signature = await signMessage(key, algorithm, message);
    assert.ok(verifySignature(algorithm, spki, message, signature), algorithm.id);
    signature[signature.length >> 1] = (signature[signature.length >> 1] ?? 0) ^ 1;
    assert.ok(!verifySignature(algorithm, spki, message, signature), algorithm.id);
  }
});

test('a message of any length is signed and verified alike, at once, on the pool and in steps', async () => {
  const ed25519 = await generateKey({ type: 'ed25519' });
  for (const [key, id] of [
    [p256, 'ecdsa-sha256'],
    [rsa, 'rsa-sha384'],
    [rsa, 'rsa-pss-sha256'],
    [ed25519, 'ed25519'],
  ] as const) {
    const [algorithm, spki] = [get(id), publicKeyDer(key)];
    for (const size of [1 << 16, (1 << 16) + 1, 1 << 20, (1 << 20) + 1, 5 << 19]) {
      const long = new Uint8Array(size).fill(7);
      const signature = await signMessage(key, algorithm, long);
      assert.ok(verifySignature(algorithm, spki, long, signature), `${id} ${size} at once`);
      assert.ok(await verifyMessage(algorithm, spki, long, signature), `${id} ${size}`);
      assert.ok(!(await verifyMessage(algorithm, spki, long, signature.toReversed())), id);
      long[size - 1] = 8;
      assert.ok(!(await verifyMessage(algorithm, spki, long, signature)), id);
    }
  }
});

test('a signature does not verify under an algorithm of another key type', async () => {
  const signature = await signMessage(p256, get('ecdsa-sha256'), message);
  assert.equal(verifySignature(get('rsa-sha256'), publicKeyDer(p256), message, signature), false);
  assert.equal(verifySignature(get('ed25519'), publicKeyDer(p256), message, signature), false);
  assert.equal(verifySignature(get('ecdsa-sha384'), publicKeyDer(p256), message, signature), false);
});

test('nothing is signed or believed in an algorithm that is not trusted', async () => {
  await assert.rejects(signMessage(rsa, get('rsa-sha1'), message), (error) =>
    isCaError(error, 'unsupported'),
  );
  assert.equal(verifySignature(get('rsa-md5'), publicKeyDer(rsa), message, message), false);
});

test('a key signs only in algorithms of its type, and only if it is private', async () => {
  const wrong: [key: typeof rsa, id: string][] = [
    [rsa, 'ecdsa-sha256'],
    [p256, 'rsa-pss-sha256'],
    [p256, 'ed25519'],
    [createPublicKey(p256), 'ecdsa-sha256'],
  ];
  for (const [key, id] of wrong)
    await assert.rejects(signMessage(key, get(id), message), (error) =>
      isCaError(error, 'bad_key'),
    );
});

test('a message that stands inside a larger buffer is signed for itself', async () => {
  const whole = utf8('xxwhat is signedyy');
  const inside = whole.subarray(2, whole.length - 2);
  const signature = await signMessage(p256, get('ecdsa-sha256'), inside);
  assert.ok(verifySignature(get('ecdsa-sha256'), publicKeyDer(p256), message, signature));
});

function get(id: string): SignatureAlgorithm {
  const algorithm = findSignatureAlgorithm(id);
  assert.ok(algorithm, id);
  return algorithm;
}
