import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { utf8 } from '#base';
import * as time from './time.ts';
import { fitsUtcTime, formatGeneralizedTime } from './time.ts';

/** The text stands between other octets, which are none of its own. */
const within = (text: string): [octets: Uint8Array, start: number, end: number] => {
  const octets = utf8(`0${text}0`);
  return [octets, 1, octets.length - 1];
};
const parseUtcTime = (text: string): number => time.parseUtcTime(...within(text));
const parseGeneralizedTime = (text: string): number => time.parseGeneralizedTime(...within(text));

const badDer = (detail: RegExp): object => ({ name: 'CaError', code: 'bad_der', detail });
const wrongForm = /in a form that RFC 5280 does not allow/;
const noMoment = /is not a moment that exists/;

test('UTCTime is read, its years from 1950 to 2049', () => {
  const cases: [text: string, iso: string][] = [
    ['500101000000Z', '1950-01-01T00:00:00Z'],
    ['991231235959Z', '1999-12-31T23:59:59Z'],
    ['000229120000Z', '2000-02-29T12:00:00Z'],
    ['491231235959Z', '2049-12-31T23:59:59Z'],
  ];
  for (const [text, iso] of cases) assert.equal(parseUtcTime(text), Date.parse(iso), text);
});

test('GeneralizedTime is read, its years from 0 to 9999', () => {
  const cases: [text: string, iso: string][] = [
    ['00000101000000Z', '0000-01-01T00:00:00Z'],
    ['00490101000000Z', '0049-01-01T00:00:00Z'],
    ['19700101000000Z', '1970-01-01T00:00:00Z'],
    ['20500101000000Z', '2050-01-01T00:00:00Z'],
    ['20000229000000Z', '2000-02-29T00:00:00Z'],
    ['99991231235959Z', '9999-12-31T23:59:59Z'],
  ];
  for (const [text, iso] of cases) {
    assert.equal(parseGeneralizedTime(text), Date.parse(iso), text);
    assert.equal(formatGeneralizedTime(Date.parse(iso)), text);
  }
});

test('a UTCTime in any other form is refused', () => {
  const cases: [text: string, fault: RegExp][] = [
    ['', wrongForm],
    ['2601010000Z', wrongForm],
    ['260101000000', wrongForm],
    ['260101000000z', wrongForm],
    ['260101000000+0000', wrongForm],
    ['260101000000-0100', wrongForm],
    ['260101000000.5Z', wrongForm],
    ['20260101000000Z', wrongForm],
    ['26010100000aZ', wrongForm],
    ['2601010000 0Z', wrongForm],
    [' 60101000000Z', wrongForm],
    ['-60101000000Z', wrongForm],
    ['260101000000Z\n', wrongForm],
    ['٢٦0101000000Z', wrongForm],
    ['260001000000Z', noMoment],
    ['261301000000Z', noMoment],
    ['260100000000Z', noMoment],
    ['260132000000Z', noMoment],
    ['260431000000Z', noMoment],
    ['260229000000Z', noMoment],
    ['260101240000Z', noMoment],
    ['260101006000Z', noMoment],
    ['161231235960Z', noMoment],
  ];
  for (const [text, fault] of cases) assert.throws(() => parseUtcTime(text), badDer(fault), text);
});

test('a GeneralizedTime in any other form is refused', () => {
  const cases: [text: string, fault: RegExp][] = [
    ['', wrongForm],
    ['260101000000Z', wrongForm],
    ['2026010100Z', wrongForm],
    ['202601010000Z', wrongForm],
    ['20260101000000', wrongForm],
    ['20260101000000.0Z', wrongForm],
    ['20260101000000.123Z', wrongForm],
    ['20260101000000,5Z', wrongForm],
    ['20260101000000+0100', wrongForm],
    ['120260101000000Z', wrongForm],
    ['2026-01-01T00:00:00Z', wrongForm],
    ['19000229000000Z', noMoment],
    ['21000229000000Z', noMoment],
    ['20260101000060Z', noMoment],
    ['20260101250000Z', noMoment],
  ];
  for (const [text, fault] of cases)
    assert.throws(() => parseGeneralizedTime(text), badDer(fault), text);
});

test('a fraction of a second is dropped, before 1970 too', () => {
  assert.equal(formatGeneralizedTime(Date.UTC(2026, 0, 1) + 999), '20260101000000Z');
  assert.equal(formatGeneralizedTime(-1), '19691231235959Z');
});

test('what is no moment of the years 0 to 9999 cannot be written', () => {
  const first = Date.parse('0000-01-01T00:00:00Z');
  const end = Date.UTC(10_000, 0, 1);
  assert.equal(formatGeneralizedTime(first), '00000101000000Z');
  assert.equal(formatGeneralizedTime(end - 1), '99991231235959Z');
  for (const time of [first - 1, end, 8.64e15 + 1, 1e300, -1e300, Infinity, -Infinity, Number.NaN])
    assert.throws(() => formatGeneralizedTime(time), badDer(/outside the years 0 to 9999/));
});

test('RFC 5280 wants UTCTime from 1950 through 2049', () => {
  const cases: [iso: string, fits: boolean][] = [
    ['1949-12-31T23:59:59.999Z', false],
    ['1950-01-01T00:00:00Z', true],
    ['2049-12-31T23:59:59.999Z', true],
    ['2050-01-01T00:00:00Z', false],
  ];
  for (const [iso, fits] of cases) assert.equal(fitsUtcTime(Date.parse(iso)), fits, iso);
  assert.ok(!fitsUtcTime(Number.NaN));
});

test('any second comes back', () => {
  const seconds = fc.integer({ min: -62_167_219_200, max: 253_402_300_799 });
  fc.assert(
    fc.property(seconds, (second) => {
      const text = formatGeneralizedTime(second * 1000);
      assert.equal(parseGeneralizedTime(text), second * 1000);
      if (fitsUtcTime(second * 1000)) assert.equal(parseUtcTime(text.slice(2)), second * 1000);
    }),
  );
});
