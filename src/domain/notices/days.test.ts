import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { day } from '#base';
import { defaultNoticeDays, dueDays, parseNoticeDays } from './days.ts';

const days = parseNoticeDays(defaultNoticeDays);

test('the notice that is due is the nearest whose day has begun', () => {
  const cases: [left: number, due: number | undefined][] = [
    [20 * day, undefined],
    [15 * day, undefined],
    [15 * day - 1, 14],
    [14 * day, 14],
    [8 * day, 14],
    [8 * day - 1, 7],
    [4 * day, 7],
    [4 * day - 1, 3],
    [2 * day, 3],
    [2 * day - 1, 1],
    [day, 1],
    [1, 1],
    [0, 1],
    [-1, undefined],
  ];
  for (const [left, due] of cases) equal(dueDays(days, 1e12 + left, 1e12), due, String(left / day));
});

test('days come each once, the fewest first, and are days', () => {
  deepEqual(parseNoticeDays([30, 1, 30, 7]), [1, 7, 30]);
  deepEqual(parseNoticeDays([]), []);
  for (const wrong of [0, -1, 1.5, Number.NaN, 3651])
    throws(() => parseNoticeDays([wrong]), { code: 'bad_config' });
});
