import assert from 'node:assert/strict';
import { test } from 'node:test';
import { footprint } from './suite.ts';

test('the benchmark footprint finds out how long a start takes and how much memory a server', async () => {
  const { facts, close } = await footprint.open('smoke');
  try {
    const known = (await facts?.(1)) ?? [];
    assert.deepEqual(
      known.map(({ unit }) => unit),
      ['ms', 'ms', 'ms', 'MiB'],
    );
    for (const { label, value } of known) assert.ok(value > 1, label);
  } finally {
    await close();
  }
});
