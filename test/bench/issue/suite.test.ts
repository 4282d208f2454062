import { test } from 'node:test';
import { issue } from './suite.ts';

test('every lane of the benchmark issue does what it is measured for', async () => {
  const { comparisons, close } = await issue.open('smoke');
  try {
    for (const { ours, against } of comparisons)
      for (const lane of [ours, ...against.map((each) => each.lane)]) await lane.once();
  } finally {
    await close();
  }
});
