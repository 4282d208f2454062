/* What independent software reads in every document we make: content, not only acceptance. */
import { describe, test } from 'node:test';
import { assertRead, tally } from './readers/reader.ts';
import { readers } from './readers/table.ts';
import { isFull } from './readers/tool.ts';
import { makeSpecimens } from './specimens/specimens.ts';

const specimens = await makeSpecimens(isFull);

for (const { name, skip, open } of readers) {
  describe(`${name} reads what we make`, { skip }, async () => {
    const reader = await open();
    test(reader.label, async (t) => {
      const readings = await reader.read(specimens);
      for (const [noun, list] of Object.entries(readings))
        await t.test(noun, () => assertRead(list));
      t.diagnostic(tally(reader, readings));
    });
  });
}
