import assert from 'node:assert/strict';
import { test } from 'node:test';
import { issueApi } from './suite.ts';

test('every lane of issue-api hands out a certificate that OpenSSL accepts; a peer that is not here is named', async () => {
  const { comparisons, skipped = [], close } = await issueApi.open('smoke');
  try {
    for (const { ours, against } of comparisons) {
      assert.equal(against.length + skipped.length, 3);
      for (const lane of [ours, ...against.map((each) => each.lane)]) await lane.once();
    }
  } finally {
    await close();
  }
});
