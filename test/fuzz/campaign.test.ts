import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CaError, findHex } from '#base';
import { DerReader, encodeDer, integer, octetString, parseDer, sequence, tag } from '#der';
import { attackOctets, attackText } from './campaign.ts';
import type { Target } from './targets.ts';

const document = encodeDer(sequence(integer(5), octetString(sequence(integer(300)))));

/** A reader of `document` with one fault in it: none of the well-formed inputs shows it. */
function target(fault: (value: bigint) => unknown): Target<Uint8Array> {
  return {
    name: 'planted',
    also: [],
    seeds: [document],
    run: (input) =>
      parseDer(input, (reader) =>
        reader.sequence((inner) => {
          inner.smallInteger();
          const value = parseDer(inner.octetString(), (each) =>
            each.sequence((one) => one.integer()),
          );
          if (value !== 300n) fault(value);
        }),
      ),
  };
}

test('inputs that are accepted and refused are counted', async () => {
  const { runs, accepted, slowestMs } = await attackOctets(
    target(() => undefined),
    500,
  );
  assert.equal(runs, 500);
  assert.ok(accepted > 50 && accepted < 450, String(accepted));
  assert.ok(slowestMs > 0);
});

test('a reader that breaks on a value deep inside is found out, and the input is named', async () => {
  const broken = target((value) => {
    throw value < 0n ? new RangeError('planted') : new CaError('bad_der', 'No.');
  });
  await assert.rejects(attackOctets(broken, 2000), (error: Error) => {
    const [, hex = ''] =
      /^planted threw RangeError: planted at ([0-9a-f]+)$/.exec(error.message) ?? [];
    const input = findHex(hex);
    assert.ok(input && input.length > 0, error.message);
    assert.throws(() => broken.run(input), RangeError);
    return true;
  });
});

test('a promise that is rejected is judged like what is thrown', async () => {
  const seeds = ['text'];
  const refusing = {
    name: 'x',
    also: [],
    seeds,
    run: () => Promise.reject(new CaError('bad_name', 'No.')),
  };
  assert.equal((await attackText(refusing, 20)).accepted, 0);
  const broken = { ...refusing, run: () => Promise.reject(new TypeError('planted')) };
  await assert.rejects(attackText(broken, 20), /x threw TypeError: planted at "/);
});

test('what a target leaves out is not run', async () => {
  const leavesOut = (input: Uint8Array): boolean => DerReader.of(input).nextIs(tag.sequence);
  const picky = { ...target(() => undefined), leavesOut };
  const { leftOut } = await attackOctets(picky, 200);
  assert.ok(leftOut > 100 && leftOut < 200, String(leftOut));
});
