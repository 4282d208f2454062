import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { Slots } from './slots.ts';

test('places are taken from the lowest, in the order of asking, and given back whatever happens', async () => {
  const slots = new Slots(2);
  const seen: [number, number][] = [];
  const ends: (() => void)[] = [];
  const all = [0, 1, 2, 3].map((name) =>
    slots.hold(async (slot) => {
      seen.push([name, slot]);
      await new Promise<void>((resolve) => ends.push(resolve));
      if (name === 1) throw new Error('failed');
    }),
  );
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  await turn();
  deepEqual(seen, [
    [0, 0],
    [1, 1],
  ]);
  ends[1]?.();
  await rejects(all[1] ?? Promise.resolve(), /failed/);
  await turn();
  deepEqual(seen.at(-1), [2, 1]);
  slots.limit(1);
  ends[2]?.();
  await turn();
  equal(seen.length, 3, 'the second place is no more');
  ends[0]?.();
  await turn();
  deepEqual(seen.at(-1), [3, 0]);
  ends[3]?.();
  await Promise.allSettled(all);
});

test('there is always one place, and no endless queue', async () => {
  const slots = new Slots(4);
  slots.limit(0);
  const all = Array.from({ length: 1001 }, () => slots.hold(() => new Promise(() => undefined)));
  await rejects(
    slots.hold(async () => undefined),
    { code: 'busy' },
  );
  equal(all.length, 1001);
});
