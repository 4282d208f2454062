/* I13, D7: the database goes back. npm run faults -- --fault restore --kills 10 for more. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { faultLoop } from './fault-loop.ts';
import { restore } from './restore.ts';

test(
  'nothing is signed upon a PostgreSQL server without its last rows until that is confirmed',
  { skip: restore.skip() },
  async (t) => {
    const seed = randomInt(2 ** 31);
    const tell = (line: string): void => t.diagnostic(`seed ${seed}: ${line}`);
    const plan = { seed, count: 2, clients: 8, database: 'postgresql', tell } as const;
    const { faults } = await faultLoop(restore, plan);
    assert.deepEqual(faults, []);
  },
);
