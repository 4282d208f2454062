/* D1: kill -9 under load. A few kills here; npm run faults -- --kills 300 for the whole. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, test } from 'node:test';
import { skipWithoutPostgresql } from '#oracles';
import { faultLoop } from './fault-loop.ts';
import { kill, killWhoSigns } from './kill.ts';
import type { Lie } from './lies.ts';

/**
 * The lies that each is told. What a server on PostgreSQL puts on record is read by the worker who signs it: it cannot
 * sign anything else.
 */
const lies: Readonly<Record<'sqlite' | 'postgresql', readonly Lie[]>> = {
  sqlite: ['intent', 'certificate'],
  postgresql: ['certificate'],
};

for (const database of ['sqlite', 'postgresql'] as const) {
  const skip = kill.skip() || (database === 'postgresql' && skipWithoutPostgresql());
  describe(`a server and a worker on ${database}, killed under load`, { skip }, () => {
    test('lose nothing that they told', async (t) => {
      const seed = randomInt(2 ** 31);
      const tell = (line: string): void => t.diagnostic(`seed ${seed}: ${line}`);
      const { faults } = await faultLoop(kill, { seed, count: 2, clients: 8, database, tell });
      assert.deepEqual(faults, []);
    });

    for (const lie of lies[database]) {
      test(`are found out when they sign what is not on record: a false ${lie}`, async (t) => {
        const tell = (line: string): void => t.diagnostic(line);
        const plan = { seed: 1, count: 1, clients: 8, database, lie, tell };
        const { faults } = await faultLoop(killWhoSigns, plan);
        assert.match(faults.join('\n'), /signed that is not on record/);
      });
    }
  });
}
