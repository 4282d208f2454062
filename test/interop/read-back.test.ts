/* What independent software reads in every document we make: content, not only acceptance. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertRead, isReadAsSaid, tally } from './readers/reader.ts';
import { readers } from './readers/table.ts';
import { extent, isFull } from './readers/tool.ts';
import { mixUp } from './specimens/mixed-up.ts';
import { makeSpecimens } from './specimens/specimens.ts';

const specimens = await makeSpecimens(isFull);
const mixedUp = mixUp(specimens);

for (const { name, skip, open } of readers) {
  describe(`${name} reads what we make`, { skip }, async () => {
    const reader = await open();
    test(reader.label, async (t) => {
      const readings = await reader.read(specimens);
      for (const [noun, list] of Object.entries(readings))
        await t.test(noun, () => assertRead(list));
      t.diagnostic(`${tally(reader, readings)} (${extent})`);
    });
    test(`${reader.label} tells one document from another`, async (t) => {
      const readings = Object.values(await reader.read(mixedUp)).flat();
      t.diagnostic(`${reader.label} was shown ${readings.length} documents in place of others`);
      assert.ok(readings.length > 0);
      assert.deepEqual(
        readings.filter(isReadAsSaid).map(({ id }) => id),
        [],
      );
    });
  });
}
