import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pooledBytes } from './pool.ts';

test('arrays of the pool are zero, of the size asked for, and never overlap', () => {
  const arrays = Array.from({ length: 300 }, (_, i) => pooledBytes((i * 37) % 2300));
  for (const [i, bytes] of arrays.entries()) {
    assert.equal(bytes.length, (i * 37) % 2300);
    assert.ok(
      bytes.every((octet) => octet === 0),
      `${i}`,
    );
    bytes.fill(1 + (i % 255));
  }
  for (const [i, bytes] of arrays.entries())
    assert.ok(
      bytes.every((octet) => octet === 1 + (i % 255)),
      `${i}`,
    );
});
