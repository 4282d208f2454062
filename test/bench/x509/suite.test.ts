import assert from 'node:assert/strict';
import { test } from 'node:test';
import { x509 } from './suite.ts';

test('every lane of the benchmark x509 does what it is measured for', async () => {
  const { comparisons, close } = await x509.open('smoke');
  for (const { ours, against } of comparisons)
    for (const lane of [ours, ...against.map((each) => each.lane)]) await lane.once();
  const labels = comparisons.map(({ ours }) => ours.label);
  assert.equal(new Set(labels).size, labels.length, 'two lines of one name');
  await close();
});
