import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { day, hour, minute, second } from './clock.ts';
import { formatDuration, parseDuration } from './duration.ts';

test('a duration of fixed length is read in milliseconds', () => {
  const cases: [text: string, milliseconds: number][] = [
    ['P90D', 90 * day],
    ['P2W', 14 * day],
    ['P1W1D', 8 * day],
    ['PT12H', 12 * hour],
    ['PT30M', 30 * minute],
    ['PT5S', 5 * second],
    ['P1DT2H3M4S', day + 2 * hour + 3 * minute + 4 * second],
    ['P0D', 0],
    ['PT0S', 0],
    ['PT36H', 36 * hour],
    ['P999999W', 999_999 * 7 * day],
    ['PT999999999S', 999_999_999 * second],
  ];
  for (const [text, milliseconds] of cases) assert.equal(parseDuration(text), milliseconds, text);
});

test('anything else is refused, with its own words shortened', () => {
  const cases = ['', 'P', 'PT', 'P1DT', 'P1Y', 'P1M', 'P1Y2M3D', 'p90d', 'P90d', '90D', 'P-1D']
    .concat(['-P1D', '+P1D', 'P1.5D', 'PT0.5S', 'P1D ', ' P1D', 'P1D\n', 'P1DT1D', 'PT1S1M'])
    .concat(['P1D1W', 'P1000000D', 'PT1000000000S', 'P٣D', '90', '7776000', 'x'.repeat(100_000)]);
  for (const text of cases) {
    assert.throws(() => parseDuration(text), { name: 'CaError', code: 'bad_request' }, text);
    assert.throws(
      () => parseDuration(text),
      ({ message }) => message.length < 200,
    );
  }
});

test('a span is written in one fixed form, a fraction of a second dropped', () => {
  const cases: [milliseconds: number, text: string][] = [
    [0, 'P0DT00H00M00S'],
    [999, 'P0DT00H00M00S'],
    [100 * day, 'P100DT00H00M00S'],
    [day - second, 'P0DT23H59M59S'],
    [day + hour + minute + second, 'P1DT01H01M01S'],
  ];
  for (const [milliseconds, text] of cases) assert.equal(formatDuration(milliseconds), text);
});

test('what is written is read back', () => {
  const seconds = fc.integer({ min: 0, max: 999_999 * 86_400 });
  fc.assert(
    fc.property(seconds, (count) => {
      assert.equal(parseDuration(formatDuration(count * second)), count * second);
    }),
  );
});
