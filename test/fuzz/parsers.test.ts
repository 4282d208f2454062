/**
 * Invariant I6: no input makes a parser throw anything but its own error, take long, recurse past its limit or allocate
 * more than a multiple of the input (mutants have at most 64 KiB, and no parser keeps what it has read).
 *
 *     npx node --test test/fuzz/parsers.test.ts                        500 mutants a parser, the same every time
 *     FUZZ_RUNS=50000 npx node --test test/fuzz/parsers.test.ts        what CI runs, in all processors; prints its seed
 *     npm run fuzz -- --runs 1000000                                   a campaign; see fuzz.ts
 *
 * A failure prints the input as hex (or JSON text). Make it a case in the test of the room it concerns.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import * as der from '#der';
import * as x509 from '#x509';
import { attacks, runsFor } from './attacks.ts';
import { describeOutcome, judge, runs, seed } from './campaign.ts';
import { Crew } from './crew.ts';
import * as documents from './documents.ts';
import { extensions } from './extensions.ts';
import { octetTargets, textTargets } from './targets.ts';

const targets = [...octetTargets, ...textTargets];
/** Threads take a while to start: not worth it for a short run. */
const crew = runs < 10_000 ? undefined : new Crew(seed);

after(() => crew?.end());

test('every exported parser is among the targets', () => {
  const parsers = [...Object.keys(der), ...Object.keys(x509)].filter((name) =>
    /^(?:parse|decode|decrypt|octetsTo)[A-Z]/.test(name),
  );
  const covered = new Set(targets.flatMap(({ name, also }) => [name, ...also]));
  assert.deepEqual(
    parsers.filter((name) => !covered.has(name)),
    [],
  );
});

test('every kind of extension is among the seeds', () => {
  const seeds = new Set<string>(extensions.map(({ type }) => type));
  assert.deepEqual(
    x509.extensionKinds.map(({ type }) => type).filter((type) => !seeds.has(type)),
    [],
  );
});

test('the seeds are documents that are accepted', async () => {
  for (const target of octetTargets)
    for (const each of target.seeds)
      if (!(await judge(target, each)).accepted)
        assert.ok(refusedOnPurpose(each), `${target.name}: ${Buffer.from(each).toString('hex')}`);
});

for (const [index, attack] of attacks.entries()) {
  const document = attack.reads === 'octets' ? 'documents' : 'text';
  test(`${attack.name} refuses damaged ${document} by a CaError and in time`, async (t) => {
    const count = runsFor(attack, runs);
    const outcome = await (crew ? crew.attack(index, count) : attack.run(count));
    t.diagnostic(`seed ${seed}: ${describeOutcome(outcome)}`);
  });
}

/** General names of the two types that are not supported, and keys that are weak, but well-formed. */
function refusedOnPurpose(document: Uint8Array): boolean {
  return [0xa3, 0xa5].includes(document[0] ?? 0) || documents.publicKeys.includes(document);
}
