import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodePem } from '#der';
import { pemOctets } from './pem-octets.ts';
import { octetsOf, type Octets } from './stored-document.ts';

/** The same octets, handed over a few at a time. */
function inPieces(octets: Octets, size: number): Octets {
  return {
    sizeBytes: octets.sizeBytes,
    read: async function* (from, to) {
      for (let at = from; at < to; at += size) yield* octets.read(at, Math.min(to, at + size));
    },
  };
}

test('PEM that is made while it is sent is the same as PEM made at once, and as long as was said', async () => {
  for (const length of [0, 1, 2, 3, 47, 48, 49, 96, 1000]) {
    const der = Uint8Array.from({ length }, (_, i) => i % 251);
    const expected = encodePem('X509 CRL', der);
    for (const size of [1, 7, 48, 2000]) {
      const pem = pemOctets('X509 CRL', inPieces(octetsOf(der), size));
      const text = Buffer.concat(await Array.fromAsync(pem.read(0, pem.sizeBytes))).toString();
      assert.equal(text, expected, `${length} octets, ${size} at a time`);
      assert.equal(pem.sizeBytes, expected.length);
    }
    const pem = pemOctets('X509 CRL', octetsOf(der));
    const part = Buffer.concat(await Array.fromAsync(pem.read(10, 70))).toString();
    assert.equal(part, expected.slice(10, 70));
  }
});
