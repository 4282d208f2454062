/**
 * Invariant I6: no input makes a parser throw anything but its own error, take long, recurse past its limit or allocate
 * more than a multiple of the input (mutants have at most 64 KiB, and no parser keeps what it has read).
 *
 *     npx node --test test/fuzz/parsers.test.ts                        2,000 mutants a parser, the same every time
 *     FUZZ_RUNS=1000000 npx node --test test/fuzz/parsers.test.ts      a campaign; prints the seed of its draws
 *     FUZZ_RUNS=1000000 FUZZ_SEED=7 npx node --test --test-name-pattern=parseCrl test/fuzz/parsers.test.ts
 *
 * A failure prints the input as hex (or JSON text). Make it a case in the test of the room it concerns.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import * as der from '#der';
import * as x509 from '#x509';
import { attackOctets, attackText, isAccepted, runs, seed } from './campaign.ts';
import type { Outcome } from './campaign.ts';
import * as documents from './documents.ts';
import { extensions } from './extensions.ts';
import { octetTargets, textTargets } from './targets.ts';

const targets = [...octetTargets, ...textTargets];

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
      if (!(await isAccepted(target, each)))
        assert.ok(refusedOnPurpose(each), `${target.name}: ${Buffer.from(each).toString('hex')}`);
});

for (const target of octetTargets)
  test(`${target.name} refuses damaged documents by a CaError and in time`, async (t) => {
    report(t, await attackOctets(target, runs));
  });

for (const target of textTargets)
  test(`${target.name} refuses damaged text by a CaError and in time`, async (t) => {
    report(t, await attackText(target, runs));
  });

/** General names of the two types that are not supported, and keys that are weak, but well-formed. */
function refusedOnPurpose(document: Uint8Array): boolean {
  return [0xa3, 0xa5].includes(document[0] ?? 0) || documents.publicKeys.includes(document);
}

function report(t: TestContext, { runs: count, accepted, leftOut, slowestMs }: Outcome): void {
  const left = leftOut === 0 ? '' : `, ${leftOut} left out`;
  t.diagnostic(
    `seed ${seed}: ${count} inputs, ${accepted} accepted${left}, slowest ${slowestMs.toFixed(1)} ms`,
  );
}
