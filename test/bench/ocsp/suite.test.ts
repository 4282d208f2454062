import { test } from 'node:test';
import { ocsp } from './suite.ts';

test('every lane of the benchmark ocsp does what it is measured for', async () => {
  const { comparisons, close } = await ocsp.open('smoke');
  try {
    for (const { ours, against } of comparisons)
      for (const lane of [ours, ...against.map((each) => each.lane)]) await lane.once();
  } finally {
    await close();
  }
});
