import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { joinCrc32 } from './crc32.ts';

test('the sum of two runs is that of both together, whatever their lengths', () => {
  for (const [first, second] of [
    [0, 0],
    [0, 5],
    [5, 0],
    [1, 1],
    [1000, 255],
    [3, 65_536],
    [70_000, 217_088],
  ] as const) {
    const [a, b] = [randomBytes(first), randomBytes(second)];
    assert.equal(
      joinCrc32(crc32(a), crc32(b), second),
      crc32(Buffer.concat([a, b])),
      `${first} and ${second}`,
    );
  }
});
