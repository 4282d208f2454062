/* D4: the database goes away under load. npm run faults -- --fault outage --kills 20 for more. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { faultLoop } from './fault-loop.ts';
import { outage } from './outage.ts';

test(
  'a PostgreSQL server that ends under load is waited for, and nothing that was told is lost',
  { skip: outage.skip() },
  async (t) => {
    const seed = randomInt(2 ** 31);
    const tell = (line: string): void => t.diagnostic(`seed ${seed}: ${line}`);
    const plan = { seed, count: 2, clients: 8, database: 'postgresql', tell } as const;
    const { faults, told } = await faultLoop(outage, plan);
    assert.deepEqual(faults, []);
    assert.deepEqual(
      [...told.refusals.keys()].filter((said) => !said.startsWith('503 ')),
      [],
    );
  },
);
