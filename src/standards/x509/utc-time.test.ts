import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '#base';
import { UtcTimes } from './utc-time.ts';

/** What is found of texts that stand one after the other. */
function find(...texts: readonly string[]): (number | undefined)[] {
  const octets = utf8(texts.join(''));
  const times = new UtcTimes(new DataView(octets.buffer, octets.byteOffset, octets.length));
  return texts.map((_, i) => times.find(13 * i));
}

test('every day from 1950 to 2049 is read, and none that there is not', () => {
  for (let year = 1950; year < 2050; year++)
    for (let month = 1; month <= 12; month++) {
      const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
      const text = (date: number): string =>
        [year % 100, month, date, 23, 59, 58].map((n) => String(n).padStart(2, '0')).join('') + 'Z';
      assert.deepEqual(find(text(1), text(days), text(0), text(days + 1)), [
        Date.UTC(year, month - 1, 1, 23, 59, 58),
        Date.UTC(year, month - 1, days, 23, 59, 58),
        undefined,
        undefined,
      ]);
    }
});

test('what is no time is none, also behind one of the same hour', () => {
  const good = '261121120000Z';
  const noon = Date.UTC(2026, 10, 21, 12);
  const wrong = [
    '261121120060Z',
    '261121126000Z',
    '261121120000z',
    '26112112000:Z',
    '2611211200 0Z',
  ];
  for (const text of [...wrong, '261121240000Z', '260021120000Z', '261321120000Z', '/61121120000Z'])
    assert.deepEqual(find(good, text, '261121120001Z'), [noon, undefined, noon + 1000], text);
});
