import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, isCaError, utf8 } from '#base';
import { encodeDer, generalizedTime, integer, primitive, raw, sequence, tag } from '#der';
import type { DerValue } from '#der';
import { readCrlEntries } from './crl-entry.ts';
import { encodeExtensions } from './extension.ts';
import { encodeCrlEntries } from './encode-crl-entries.ts';
import type { Revocation } from './encode-crl-entries.ts';
import type { Extension } from './extension.ts';

const day = 86_400_000;
const noon = Date.UTC(2026, 10, 21, 12);

/** An entry with a UTCTime of this text. */
function withTime(text: string): Uint8Array {
  return encodeDer(sequence(integer(1), primitive(tag.utcTime, utf8(text))));
}

test('entries that follow each other say each what it says alone', () => {
  const reasons = ['keyCompromise', 'superseded', undefined, 'superseded'] as const;
  const revocations = Array.from({ length: 200 }, (_, i): Revocation => {
    const revokedMs = noon + (i % 3) * day + Math.floor(i / 40) * 61_000;
    const serial = (2 ** (i % 50) + i).toString(16).toUpperCase();
    return { serial, revokedMs, reason: reasons[i % 4], compromisedMs: i % 9 ? null : noon - i };
  });
  const together = [...readCrlEntries(encodeCrlEntries(revocations))];
  for (const [i, revocation] of revocations.entries()) {
    const der = encodeCrlEntries([revocation]);
    const [alone] = readCrlEntries(der);
    const entry = together[i];
    assert.ok(alone && entry);
    assert.deepEqual([entry.serial, entry.revokedMs], [revocation.serial, revocation.revokedMs]);
    assert.deepEqual(entry.der, der);
    assert.deepEqual(entry.extensions, alone.extensions);
  }
});

test('what few entries are is read too: long ones, late ones, zero', () => {
  const long: Extension = {
    type: 'certificate_issuer',
    critical: true,
    value: [{ type: 'URI', value: `http://ca.example.com/${'a'.repeat(200)}` }],
  };
  const late: DerValue = generalizedTime(Date.UTC(2050, 0, 1));
  const entries = [
    ...readCrlEntries(
      concat(
        encodeDer(sequence(integer(5), raw(timeOf('261121120000Z')), encodeExtensions([long]))),
        encodeDer(sequence(integer(0), late)),
        encodeDer(sequence(integer(127), late, encodeExtensions([long]))),
      ),
    ),
  ];
  assert.deepEqual(
    entries.map(({ serial, isZero, timeTag, revokedMs, extensions }) => {
      return [serial, isZero, timeTag, revokedMs, extensions.length];
    }),
    [
      ['5', false, tag.utcTime, noon, 1],
      ['0', true, tag.generalizedTime, Date.UTC(2050, 0, 1), 0],
      ['7F', false, tag.generalizedTime, Date.UTC(2050, 0, 1), 1],
    ],
  );
});

function timeOf(text: string): Uint8Array {
  return encodeDer(primitive(tag.utcTime, utf8(text)));
}

test('a time that is none is refused, also behind one of the same day', () => {
  const good = withTime('261121120000Z');
  for (const text of [
    '261121240000Z',
    '261121126000Z',
    '261121120060Z',
    '26112112000 Z',
    '261121120000z',
    '261121120000+',
    '260229120000Z',
    '261321120000Z',
    '2611211200Z',
  ]) {
    const entries = readCrlEntries(concat(good, withTime(text)));
    assert.equal(entries.next().value?.revokedMs, noon);
    assert.throws(
      () => entries.next(),
      (error) => isCaError(error, 'bad_der'),
      text,
    );
  }
});

test('what is no entry, or ends too early, is refused', () => {
  const good = withTime('261121120000Z');
  const cases: readonly Uint8Array[] = [
    good.slice(0, -1),
    concat(Uint8Array.of(0x31), good.slice(1)),
    encodeDer(sequence(integer(-1), raw(timeOf('261121120000Z')))),
    encodeDer(sequence(raw(Uint8Array.of(2, 2, 0, 1)), raw(timeOf('261121120000Z')))),
    encodeDer(sequence(raw(Uint8Array.of(2, 0)), raw(timeOf('261121120000Z')))),
    encodeDer(sequence(integer(2n ** 160n), raw(timeOf('261121120000Z')))),
    encodeDer(sequence(integer(1), raw(timeOf('261121120000Z')), integer(1), integer(1))),
  ];
  for (const [i, der] of cases.entries())
    assert.throws(
      () => [...readCrlEntries(concat(good, der))],
      (error) => isCaError(error, 'bad_der'),
      `case ${i}`,
    );
});
