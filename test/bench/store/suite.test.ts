import assert from 'node:assert/strict';
import { test } from 'node:test';
import { store } from './suite.ts';

test('every lane of the benchmark store does what it is measured for, and every fact is one', async () => {
  const { comparisons, facts, close } = await store.open('smoke');
  try {
    for (const { ours, against } of comparisons)
      for (const lane of [ours, ...against.map((each) => each.lane)]) await lane.once();
    for (const { label, value } of (await facts?.(1)) ?? []) assert.ok(value >= 0, label);
  } finally {
    await close();
  }
});
