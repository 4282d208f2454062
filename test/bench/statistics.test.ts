import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median } from './statistics.ts';

test('the median is the middle of the values, or the mean of the two in the middle', () => {
  assert.deepEqual(median([3, 1, 2]), { median: 2, min: 1, max: 3 });
  assert.deepEqual(median([4, 1, 2, 3]), { median: 2.5, min: 1, max: 4 });
  assert.throws(() => median([]), RangeError);
});
