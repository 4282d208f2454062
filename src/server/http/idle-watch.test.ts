import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { watchIdle, type Watched } from './idle-watch.ts';

/** One who has been silent since the first turn, and how often it was cut. */
function silent(patienceMs: number): Watched & { cuts: number } {
  const watched = { heardAt: 0, patienceMs, cuts: 0, cut: () => void watched.cuts++ };
  return watched;
}

test('who is silent is cut when its patience is over, and nobody sooner', (t: TestContext) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const [short, long, heard] = [silent(3000), silent(72_000), silent(3000)];
  const watch = watchIdle([short, long, heard], 1000);
  t.mock.timers.tick(2000);
  heard.heardAt = watch.turn();
  t.mock.timers.tick(1000);
  assert.deepEqual([short.cuts, heard.cuts, long.cuts], [0, 0, 0]);
  t.mock.timers.tick(1000);
  assert.deepEqual([short.cuts, heard.cuts, long.cuts], [1, 0, 0]);
  t.mock.timers.tick(2000);
  assert.deepEqual([heard.cuts, long.cuts], [1, 0]);
  watch.stop();
  t.mock.timers.tick(72_000);
  assert.equal(long.cuts, 0);
});
