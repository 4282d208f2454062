import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRuns, type Runs } from './runs.ts';

/** Asks for segments of ten octets each, but for one that is gone; answers which were read. */
async function take(runs: Runs, ids: readonly number[], gone?: number): Promise<number[]> {
  const read: number[] = [];
  const found = await runs.take(ids, async (missing) => {
    read.push(...missing);
    const there = missing.filter((id) => id !== gone);
    return new Map(there.map((id) => [id, new Uint8Array(10)]));
  });
  assert.deepEqual(
    found.map((run) => run?.octets),
    ids.map((id) => (id === gone ? undefined : 10)),
  );
  return read;
}

test('a segment is read once, while there is room', async () => {
  const runs = createRuns(30);
  assert.deepEqual(await take(runs, [1, 2]), [1, 2]);
  assert.deepEqual(await take(runs, [1, 2, 3]), [3]);
  assert.deepEqual(await take(runs, [1, 2, 3]), []);
});

test('what was not used for longest makes room for what is new', async () => {
  const runs = createRuns(30);
  await take(runs, [1, 2, 3]);
  await take(runs, [1]);
  assert.deepEqual(await take(runs, [4]), [4]);
  assert.deepEqual(await take(runs, [1, 3, 4]), []);
  assert.deepEqual(await take(runs, [2]), [2]);
});

test('a list that is longer than the room keeps what fits', async () => {
  const runs = createRuns(20);
  assert.deepEqual(await take(runs, [1, 2, 3, 4]), [1, 2, 3, 4]);
  assert.deepEqual(await take(runs, [1, 2, 3, 4]), [3, 4]);
});

test('what is gone is told, and asked for again', async () => {
  const runs = createRuns(30);
  assert.deepEqual(await take(runs, [1, 2], 2), [1, 2]);
  assert.deepEqual(await take(runs, [1, 2]), [2]);
});
