import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measure } from './measure.ts';
import { countMissed, factLine, lines, makeReport } from './report.ts';
import type { Against, Fact, Lane } from './suite.ts';

const effort = { rounds: 3, budgetMs: 1 };

/** One operation in that much time. */
function lane(label: string, cpuMs: number, wallMs: number): Lane {
  return { label, once: async () => {}, round: async () => ({ operations: 1, cpuMs, wallMs }) };
}

test('a target is held to the ratio that it names: cost or speed, by the processor or by the clock', async () => {
  const other = lane('other', 1, 2);
  const cases: [Omit<Against, 'lane'>, ratio: number, holds: boolean | null][] = [
    [{ by: 'cost' }, 3, null],
    [{ by: 'cost', target: 3 }, 3, true],
    [{ by: 'cost', target: 2.9 }, 3, false],
    [{ by: 'cost', target: 2, clock: 'wall' }, 2, true],
    [{ by: 'speed', target: 0.4 }, 1 / 3, false],
    [{ by: 'speed', target: 0.4, clock: 'wall' }, 0.5, true],
  ];
  for (const [how, ratio, holds] of cases) {
    const compared = { ours: lane('ours', 3, 4), against: [{ lane: other, ...how }] };
    const figures = await measure(compared, effort);
    const [against] = figures.against;
    assert.equal(against?.holds, holds, JSON.stringify(how));
    assert.equal((how.clock === 'wall' ? against?.wallRatio : against?.ratio)?.median, ratio);
    assert.equal(lines(figures)[1]?.includes('missed'), holds === false);
  }
});

test('facts beyond their target count as missed, and say so', () => {
  const facts: Fact[] = [
    { label: 'start', value: 1501, unit: 'ms', target: 1500 },
    { label: 'idle', value: 120, unit: 'MiB', target: 120 },
    { label: 'row', value: 9999, unit: 'bytes' },
  ];
  const report = makeReport('any', effort, 0, { comparisons: [], facts, skipped: [] });
  assert.equal(countMissed(report), 1);
  assert.deepEqual(
    facts.map((fact) => factLine(fact).includes('missed')),
    [true, false, false],
  );
});
