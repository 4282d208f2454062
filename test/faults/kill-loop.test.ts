/* D1: kill -9 under load. A few kills here; npm run faults -- --count 300 for the whole. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, test } from 'node:test';
import { skipWithoutPostgresql } from '#oracles';
import { killLoop } from './kill-loop.ts';

const windows = process.platform === 'win32' && 'Windows has no kill -9';

describe('a server that is killed under load', { skip: windows }, () => {
  for (const database of ['sqlite', 'postgresql'] as const) {
    const skip = database === 'postgresql' && skipWithoutPostgresql();
    test(`loses nothing that it told, on ${database}`, { skip }, async (t) => {
      const seed = randomInt(2 ** 31);
      const tell = (line: string): void => t.diagnostic(`seed ${seed}: ${line}`);
      const { faults } = await killLoop({ seed, count: 2, database, tell });
      assert.deepEqual(faults, []);
    });
  }

  test('is found out when it signs before that is on record', async (t) => {
    const tell = (line: string): void => t.diagnostic(line);
    const plan = { seed: 1, count: 30, database: 'sqlite', sabotage: true, tell } as const;
    const { faults } = await killLoop(plan);
    assert.match(faults.join('\n'), /signed that is not on record/);
  });
});
