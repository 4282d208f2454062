/* D1: kill -9 under load. A few kills here; npm run faults -- --kills 300 for the whole. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, test } from 'node:test';
import { skipWithoutPostgresql } from '#oracles';
import { faultLoop } from './fault-loop.ts';
import { kill } from './kill.ts';

/** What gives a lie away: on PostgreSQL another process may be to sign what was put on record, and finds that it cannot. */
const lies = {
  sqlite: /signed that is not on record/,
  postgresql: /signed that is not on record|order \S+ failed/,
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

    test('are found out when they sign what is not on record', async (t) => {
      const tell = (line: string): void => t.diagnostic(line);
      const plan = { seed: 1, count: 12, clients: 8, database, broken: true, tell };
      const { faults } = await faultLoop(kill, plan);
      assert.match(faults.join('\n'), lies[database]);
    });
  });
}
