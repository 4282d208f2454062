import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { toHex, utf8 } from '#base';
import { digest, findHash, fingerprint, getHash, hashNames, hashes } from './hashes.ts';

test('every hash is what Node makes of its name, and found by its OID', () => {
  for (const hash of hashes) {
    const octets = digest(hash.name, utf8('abc'));
    assert.equal(toHex(octets), createHash(hash.node).update('abc').digest('hex'));
    assert.equal(octets.length, hash.octets);
    assert.equal(findHash(hash.oid), hash);
    assert.equal(getHash(hash.name), hash);
  }
  assert.equal(findHash('1.2.3'), undefined);
});

test('only strong hashes may be named', () => {
  assert.deepEqual(hashNames, [
    'SHA-224',
    'SHA-256',
    'SHA-384',
    'SHA-512',
    'SHA3/224',
    'SHA3/256',
    'SHA3/384',
    'SHA3/512',
  ]);
});

test('a fingerprint is upper-case hex with colons', () => {
  assert.equal(
    fingerprint(utf8('abc'), 'SHA1'),
    'A9:99:3E:36:47:06:81:6A:BA:3E:25:71:78:50:C2:6C:9C:D0:D8:9D',
  );
});
