import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CaError } from '#base';
import { together } from './together.ts';

/** An act that writes down which numbers it was given together, and fails where one of them is negative. */
function noting(fault: Error): { readonly seen: number[][]; ask(one: number): Promise<number> } {
  const seen: number[][] = [];
  const ask = together(async (all: readonly number[]) => {
    seen.push([...all]);
    if (all.some((each) => each < 0)) throw fault;
    return all.map((each) => 2 * each);
  });
  return { seen, ask };
}

test('what is asked in one turn is one act, and everyone gets their own answer', async () => {
  const { seen, ask } = noting(new Error('no'));
  assert.deepEqual(await Promise.all([ask(1), ask(2), ask(3)]), [2, 4, 6]);
  assert.equal(await ask(4), 8);
  assert.deepEqual(seen, [[1, 2, 3], [4]]);
});

test('a bad one fails alone', async () => {
  const { seen, ask } = noting(new Error('no'));
  const asked = await Promise.allSettled([ask(1), ask(-2), ask(3)]);
  assert.deepEqual(
    asked.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.deepEqual(seen, [[1, -2, 3], [1], [-2], [3]]);
});

for (const code of ['busy', 'outcome_unknown'] as const)
  test(`nothing is tried again after ${code}`, async () => {
    const { seen, ask } = noting(new CaError(code, 'no'));
    const asked = await Promise.allSettled([ask(1), ask(-2)]);
    assert.ok(asked.every(({ status }) => status === 'rejected'));
    assert.equal(seen.length, 1);
  });
