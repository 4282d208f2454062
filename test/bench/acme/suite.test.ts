import { test } from 'node:test';
import { acme } from './suite.ts';

test('every lane of the benchmark acme does what it is measured for', async () => {
  const { comparisons, close } = await acme.open('smoke');
  try {
    for (const { ours, against } of comparisons)
      for (const lane of [ours, ...against.map((each) => each.lane)]) await lane.once();
  } finally {
    await close();
  }
});
