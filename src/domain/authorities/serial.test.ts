import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findSerial, newSerial } from './serial.ts';

test('a serial is 20 octets that begin with 40, in the order of time, each different', () => {
  const now = Date.UTC(2026, 10, 21);
  const serials = Array.from({ length: 2000 }, (_, i) => newSerial(now + i * 1000));
  assert.ok(serials.every((serial) => /^40[0-9A-F]{38}$/.test(serial)));
  assert.deepEqual([...serials].sort(), serials);
  assert.equal(new Set(serials.map((serial) => serial.slice(12))).size, serials.length);
  assert.equal(newSerial(Date.UTC(2500, 0, 1)).length, 40);
});

test('a serial is found in every spelling that clients use', () => {
  for (const [text, serial] of [
    ['0A', 'A'],
    ['0a:0b', 'A0B'],
    ['E4:7C', 'E47C'],
    ['00:00:01', '1'],
    ['', undefined],
    ['0', undefined],
    ['::', undefined],
    ['xyz', undefined],
    ['1 2', undefined],
    ['A'.repeat(129), undefined],
  ] as const) {
    assert.equal(findSerial(text), serial, text);
  }
});
