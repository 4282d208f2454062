/* D8: a worker that stands still beyond its lease. npm run faults -- --fault stall --kills 5 for more. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { faultLoop } from './fault-loop.ts';
import { stall } from './stall.ts';

test(
  'a worker that stands still before a signature, until others have done its jobs, does nothing twice',
  { skip: stall.skip() },
  async (t) => {
    const seed = randomInt(2 ** 31);
    const tell = (line: string): void => t.diagnostic(`seed ${seed}: ${line}`);
    const plan = { seed, count: 1, clients: 8, database: 'postgresql', tell } as const;
    const { faults } = await faultLoop(stall, plan);
    assert.deepEqual(faults, []);
  },
);
