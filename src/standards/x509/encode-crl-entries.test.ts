import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, isCaError } from '#base';
import { encodeDer, sequence } from '#der';
import { readCrlEntries } from './crl-entry.ts';
import { encodeCrlEntries } from './encode-crl-entries.ts';
import type { Revocation } from './encode-crl-entries.ts';
import { encodeSerial } from './serial.ts';
import { timeValue } from './time-der.ts';

const revokedMs = Date.UTC(2026, 10, 21, 12);
const late = Date.UTC(2050, 0, 1);

test('entries are what the writer of values makes of serial number and time', () => {
  const serials = ['1', '7F', '80', 'FF', '0011', '00', 'ABC', '7f'.repeat(20), '1'.repeat(39)];
  for (const serial of serials.filter((each) => Number.parseInt(each, 16) > 0))
    for (const each of [revokedMs, revokedMs + 999, late, 0])
      assert.deepEqual(
        encodeCrlEntries([{ serial, revokedMs: each }]),
        encodeDer(sequence(encodeSerial(serial), timeValue(each))),
        serial,
      );
});

test('an entry is the same in whatever company it is written', () => {
  const reasons = ['keyCompromise', 'unspecified', undefined, 'removeFromCRL'] as const;
  const all = Array.from({ length: 300 }, (_, i): Revocation => {
    const serial = (2 ** (i % 52) + i).toString(16).padStart(i % 3 ? 0 : 30, '0');
    const compromisedMs = i % 2 ? revokedMs - i : null;
    return {
      serial,
      revokedMs: i % 7 ? revokedMs + (i >> 3) * 1000 : late,
      reason: reasons[i % 4],
      compromisedMs,
    };
  });
  const together = encodeCrlEntries(all);
  assert.deepEqual(together, concat(...all.map((each) => encodeCrlEntries([each]))));
  assert.equal(together.buffer.byteLength, together.length, 'no more memory than it needs');
  assert.equal([...readCrlEntries(together)].length, all.length);
  assert.equal(encodeCrlEntries([]).length, 0);
});

test('a serial number that is none is refused, and what was written before is of no matter', () => {
  const good: Revocation = { serial: '11', revokedMs };
  for (const serial of [
    '',
    '0',
    '1G',
    '1 ',
    '11\u0131',
    '1\u{130}',
    '-1',
    '8'.repeat(40),
    '1'.repeat(42),
  ])
    assert.throws(
      () => encodeCrlEntries([good, { serial, revokedMs }, good]),
      (error) => isCaError(error, 'bad_certificate'),
      JSON.stringify(serial),
    );
});
