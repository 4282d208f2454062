import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { isCaError } from '#base';
import { findSignatureAlgorithm } from './algorithms.ts';
import { generateKey, publicKeyDer } from './private-key.ts';
import { signMessage } from './signature.ts';
import { beginVerification, type Verification } from './verification.ts';

const p256 = await generateKey({ type: 'ec', curve: 'P-256' });
const rsa = await generateKey({ type: 'rsa', bits: 2048 });
const ed25519 = await generateKey({ type: 'ed25519' });

/** All that were started so far. */
const threads: Worker[] = [];
process.on('worker', (worker) => threads.push(worker));

/** In memory that other threads can see, or not. */
function messageOf(size: number, shared: boolean): Uint8Array {
  return new Uint8Array(shared ? new SharedArrayBuffer(size) : new ArrayBuffer(size)).fill(7);
}

for (const [key, id] of [
  [p256, 'ecdsa-sha256'],
  [rsa, 'rsa-sha384'],
  [rsa, 'rsa-pss-sha256'],
  [ed25519, 'ed25519'],
] as const)
  test(`a verification in ${id} that begins before the signature holds for that signature alone`, async () => {
    const algorithm = findSignatureAlgorithm(id);
    assert.ok(algorithm);
    const spki = publicKeyDer(key);
    for (const shared of [true, false])
      for (const size of [10, (1 << 20) + 1, 5 << 19]) {
        const message = messageOf(size, shared);
        const begin = (): Verification => beginVerification(algorithm, spki, message);
        using right = begin();
        using wrong = begin();
        using unused = begin();
        assert.ok(unused);
        const signature = await signMessage(key, algorithm, message);
        const label = `${size} octets, shared: ${shared}`;
        assert.equal(await right.holds(signature), true, label);
        assert.equal(await wrong.holds(signature.toReversed()), false, label);
        message[size - 1] = 8;
        using other = begin();
        assert.equal(await other.holds(signature), false, label);
      }
  });

for (const [when, waitMs] of [
  ['before there is a signature', 5],
  ['while it is asked', 0],
] as const)
  test(`a thread that is lost ${when} leaves the verification to this one, and the next has another`, async () => {
    const algorithm = findSignatureAlgorithm('ecdsa-sha256');
    assert.ok(algorithm);
    const message = messageOf(5 << 19, true);
    const signature = await signMessage(p256, algorithm, message);
    const spki = publicKeyDer(p256);
    const begin = (): Verification => beginVerification(algorithm, spki, message);
    using right = begin();
    using wrong = begin();
    const lost = threads.at(-1);
    assert.ok(lost);
    const ended = lost.terminate();
    if (waitMs > 0) await Promise.all([ended, setTimeout(waitMs)]);
    const holds = [right.holds(signature), wrong.holds(signature.toReversed())];
    assert.deepEqual(await Promise.all(holds), [true, false]);
    await ended;
    using next = begin();
    assert.equal(await next.holds(signature), true);
    assert.ok(threads.at(-1) !== lost);
  });

test('a key of another type, and one that is none, are told before anything is signed', async () => {
  const algorithm = findSignatureAlgorithm('rsa-sha256');
  assert.ok(algorithm);
  const message = messageOf(5 << 19, true);
  using verification = beginVerification(algorithm, publicKeyDer(p256), message);
  assert.equal(await verification.holds(new Uint8Array(64)), false);
  assert.throws(
    () => beginVerification(algorithm, new Uint8Array(3), message),
    (error) => isCaError(error),
  );
});
