import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomOctets, randomText } from './random.ts';

test('random text has the length asked for and only letters and digits', () => {
  assert.equal(randomText(0), '');
  for (const length of [1, 12, 200]) assert.match(randomText(length), /^[a-zA-Z0-9]+$/);
  assert.equal(randomText(200).length, 200);
});

test('every letter and digit occurs', () => {
  assert.equal(new Set(randomText(5000)).size, 62);
});

test('random octets have the size asked for and do not repeat', () => {
  assert.deepEqual(randomOctets(0), new Uint8Array(0));
  assert.equal(randomOctets(33).length, 33);
  assert.notDeepEqual(randomOctets(16), randomOctets(16));
});
