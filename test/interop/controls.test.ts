/* Independent verifiers accept our chains, and see each of two dozen faults; a fault that one does not look at says why. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { present } from '#base';
import { makeControls } from './chains/controls.ts';
import { makeAllKeys, makeGoodChains } from './chains/good-chains.ts';
import { isFull } from './readers/tool.ts';
import { verifiers } from './verifiers/table.ts';

const keys = await makeAllKeys(isFull);
const usual = present(
  keys.find(({ root }) => root.kind === 'p-256'),
  'keys on P-256',
);
const goodChains = await makeGoodChains(keys, usual);
const controls = await makeControls();

for (const { name, skip, open } of verifiers) {
  describe(`${name} judges chains`, { skip }, async () => {
    const verifier = await open();
    test(verifier.label, async (t) => {
      const good = goodChains.filter(({ kind }) => !verifier.refusesKind.test(kind));
      const verdicts = await verifier.verify([...good, ...controls]);
      await t.test('accepts every good chain', () => {
        const refused = good.filter((_, at) => verdicts[at]?.accepted !== true);
        const words = verdicts[good.findIndex((each) => each === refused[0])]?.words;
        assert.equal(refused.length, 0, `${refused.map(({ id }) => id).join(', ')}\n${words}`);
      });
      const notes: string[] = [];
      for (const [at, { id }] of controls.entries()) {
        const { accepted, words } = present(verdicts[good.length + at], `a verdict on ${id}`);
        const expected = verifier.faults[id];
        if (expected instanceof RegExp) {
          await t.test(`refuses a chain: ${id}`, () => {
            assert.equal(accepted, false, 'it is accepted');
            assert.match(words, expected);
          });
        } else notes.push(`${id}${accepted ? '' : ' (yet it refuses)'}: ${expected.unchecked}`);
      }
      const faults = controls.length - notes.length;
      t.diagnostic(
        `${verifier.label} accepted ${good.length} chains and saw ${faults} faults of ${controls.length}`,
      );
      for (const note of notes) t.diagnostic(`${verifier.label} does not look for ${note}`);
    });
  });
}
