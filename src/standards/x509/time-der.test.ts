import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCaError, toHex } from '#base';
import { encodeDer, generalizedTime, time } from '#der';
import { generalizedTimeDer, momentOf, timeDer } from './time-der.ts';

const moments = [
  '1950-01-01T00:00:00Z',
  '1949-12-31T23:59:59Z',
  '1969-12-31T23:59:59.001Z',
  '1970-01-01T00:00:00Z',
  '2000-02-29T12:34:56Z',
  '2026-11-21T09:08:07.999Z',
  '2049-12-31T23:59:59.999Z',
  '2050-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '0999-12-31T23:59:59Z',
].map((text) => Date.parse(text));

test('times are written as the ordinary way writes them', () => {
  for (const moment of moments) {
    assert.equal(toHex(timeDer(moment)), toHex(encodeDer(time(moment))));
    assert.equal(toHex(generalizedTimeDer(moment)), toHex(encodeDer(generalizedTime(moment))));
    assert.deepEqual(encodeDer(momentOf(moment)), generalizedTimeDer(moment));
  }
});

test('what is no moment, or beyond the year 9999, is refused', () => {
  for (const moment of [Number.NaN, Infinity, 8.64e15, 1e300])
    for (const write of [timeDer, generalizedTimeDer])
      assert.throws(
        () => write(moment),
        (error) => isCaError(error, 'bad_der'),
        String(moment),
      );
});
