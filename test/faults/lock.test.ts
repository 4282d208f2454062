/* E1: a command line that stands still and holds the lock. npm run faults -- --fault lock --kills 5 for more. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { faultLoop } from './fault-loop.ts';
import { lock } from './lock.ts';

test(
  'a command that stands still in a transaction holds up who writes, for a while, and nobody who looks',
  { skip: lock.skip() },
  async (t) => {
    const seed = randomInt(2 ** 31);
    const tell = (line: string): void => t.diagnostic(`seed ${seed}: ${line}`);
    const plan = { seed, count: 1, clients: 8, database: 'sqlite', tell } as const;
    const { faults, told } = await faultLoop(lock, plan);
    assert.deepEqual(faults, []);
    const said = [...told.refusals.keys()];
    assert.ok(
      said.length > 0 && said.every((each) => each.startsWith('503 The database is in use')),
    );
  },
);
