import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CaError } from '#base';
import { describeFailure } from './failure.ts';

const problem = (path: string[], detail: string) => ({ path, code: 'x', detail });

test('our own errors are told in one line, several problems in one more each', () => {
  const one = { problems: [problem(['port'], 'port: too large')] };
  const two = { problems: [problem(['website'], 'No URL.'), problem([], 'And more.')] };
  const cases: [CaError, readonly string[], number][] = [
    [new CaError('not_found', 'x: not found.'), ['Error: x: not found.'], 1],
    [new CaError('bad_config', 'port: too large', one), ['Error: port: too large'], 3],
    [
      new CaError('bad_request', 'No.', two),
      ['Error: No.', '  - website: No URL.', '  - And more.'],
      2,
    ],
  ];
  for (const [error, lines, exitCode] of cases)
    assert.deepEqual(describeFailure(error, false), { lines, exitCode });
});

test('of an error that is not ours nothing is told but its kind, unless its stack was asked for', () => {
  const error = new TypeError('canary', { cause: new Error('deeper') });
  const { lines, exitCode } = describeFailure(error, false);
  assert.equal(exitCode, 70);
  assert.match(
    lines.join('\n'),
    /^Error: [^\n]*\(TypeError\)[^\n]*CERTWRIGHT_LOG_LEVEL=debug[^\n]*$/,
  );
  assert.doesNotMatch(lines.join('\n'), /canary|deeper|\bat /);
  assert.match(describeFailure(error, true).lines.join('\n'), /canary[^]*because of[^]*deeper/);
  assert.equal(describeFailure('text', false).exitCode, 70);
});
