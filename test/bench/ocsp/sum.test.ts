import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Lane } from '../suite.ts';
import { sumLane } from './sum.ts';

test('the cost of a sum is that of one operation of each', async () => {
  let done = 0;
  const lane = (operations: number, cpuMs: number): Lane => ({
    label: 'any',
    once: async () => void done++,
    round: async (budgetMs) => ({ operations, cpuMs, wallMs: budgetMs }),
  });
  const sum = sumLane('both', [lane(4, 2), lane(10, 30)]);
  await sum.once();
  assert.equal(done, 2);
  assert.deepEqual(await sum.round(20), { operations: 1, cpuMs: 3.5, wallMs: 7 });
});
