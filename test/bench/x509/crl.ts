import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { encodeCrlEntries, encodeSigned, encodeTbsCrl, nameDer, parseCrl } from '#x509';
import type { Revocation } from '#x509';
import { operation } from '../operation.ts';
import type { Comparison, Lane, Size } from '../suite.ts';
import { bareSign, keySpecs, makeKey } from './keys.ts';
import type { Key } from './keys.ts';

/** A publication is a hash of the bytes and little more (design: crl-append at 10^6 / SHA-256 of the bytes). */
const appendTarget = 1.5;
const buildTarget = 10;
const segmentEntries = 4096;
const issuerDer = nameDer([{ oid: '2.5.4.3', value: 'ca.example.com' }]);
const thisUpdateMs = Date.UTC(2026, 10, 21, 12, 0, 0);

/** A CRL of a million entries: encoding all of them, and publishing it again with one more. */
export async function crlComparisons(size: Size): Promise<Comparison[]> {
  const spec = keySpecs['P-256'];
  assert.ok(spec);
  const issuer = await makeKey(spec);
  const count = size === 'full' ? 1_000_000 : 1000;
  const segments = encodeSegments(count);
  const whole = publish(issuer, segments);
  const limit: Lane = operation({
    label: 'SHA-256 of the bytes',
    run: () => hash('sha256', whole, 'buffer'),
    check: (digest) => assert.equal(digest.length, 32),
  });
  const build = operation({
    label: 'encode 10^6 CRL entries',
    run: () => encodeSegments(count),
    check: (built) => assert.deepEqual(built, segments),
  });
  const append = operation({
    label: 'CRL of 10^6 entries: append one, sign, wrap',
    run: (turn) => publish(issuer, [...segments, encodeCrlEntries([revocation(count + turn)])]),
    check: (der) => assert.equal([...parseCrl(der).entries()].length, count + 1),
  });
  return [
    { ours: build, against: [{ lane: limit, by: 'cost', target: buildTarget }] },
    { ours: append, against: [{ lane: limit, by: 'cost', target: appendTarget }] },
  ];
}

function publish(issuer: Key, entries: readonly Uint8Array[]): Uint8Array {
  const tbsDer = encodeTbsCrl({
    algorithm: issuer.algorithm,
    issuerDer,
    thisUpdateMs,
    nextUpdateMs: thisUpdateMs + 86_400_000,
    entries,
    extensions: [{ type: 'crl_number', critical: false, value: 7 }],
  });
  return encodeSigned(tbsDer, issuer.algorithm, bareSign(issuer, tbsDer));
}

function encodeSegments(count: number): Uint8Array[] {
  const segments: Uint8Array[] = [];
  for (let start = 0; start < count; start += segmentEntries) {
    const length = Math.min(segmentEntries, count - start);
    segments.push(encodeCrlEntries(Array.from({ length }, (_, i) => revocation(start + i))));
  }
  return segments;
}

function revocation(number: number): Revocation {
  return {
    serial: `400192A3B4C5${number.toString(16).padStart(28, '7')}`,
    revokedMs: thisUpdateMs - number * 1000,
    reason: 'superseded',
  };
}
