import assert from 'node:assert/strict';
import test from 'node:test';
import { acmeApp } from '../../../test/acme.ts';
import { createNonces } from './nonces.ts';
import { AcmeFault } from './problem.ts';

test('what one process hands out another takes, and both together once', async () => {
  await using ca = await acmeApp();
  const [one, two] = [createNonces(ca), createNonces(ca)];
  const nonce = await one.issue(ca.issuing);
  assert.match(nonce, /^[\w-]{46}$/);
  const [here, there] = [await one.check(ca.issuing, nonce), await two.check(ca.issuing, nonce)];
  const spent = await Promise.allSettled([one.spend(here), two.spend(there)]);
  assert.deepEqual(spent.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  await assert.rejects(two.spend(there), badNonce);
});

test('a nonce is used by the clock of whoever takes it: a minute ahead at most, an hour at most', async () => {
  await using ca = await acmeApp();
  const nonces = createNonces(ca);
  const startMs = ca.clock.now();
  const nonce = await nonces.issue(ca.issuing);
  const cases: [offsetMs: number, isGood: boolean][] = [
    [0, true],
    [-60_000, true],
    [-60_001, false],
    [3_599_999, true],
    [3_600_000, false],
  ];
  for (const [offsetMs, isGood] of cases) {
    ca.clock.set(startMs + offsetMs);
    const checked = nonces.check(ca.issuing, nonce);
    if (isGood) await checked;
    else await assert.rejects(checked, badNonce, String(offsetMs));
  }
});

test('nobody else can make one: each octet counts', async () => {
  await using ca = await acmeApp();
  const nonces = createNonces(ca);
  const octets = Buffer.from(await nonces.issue(ca.issuing), 'base64url');
  for (let i = 0; i < octets.length; i++) {
    const bent = Buffer.from(octets);
    bent[i] = (bent[i] ?? 0) ^ 1;
    await assert.rejects(nonces.check(ca.issuing, bent.toString('base64url')), badNonce, `${i}`);
  }
});

function badNonce(error: unknown): boolean {
  return error instanceof AcmeFault && error.type === 'badNonce';
}
