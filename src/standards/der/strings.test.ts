import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { findHex, toHex } from '#base';
import { decodeString, encodeString, isIa5, isPrintable } from './strings.ts';
import { tag } from './tags.ts';

const octets = (hex: string): Uint8Array => findHex(hex) ?? new Uint8Array(0);
const badDer = (detail: RegExp): object => ({ name: 'CaError', code: 'bad_der', detail });

type StringType = Exclude<
  Extract<keyof typeof tag, `${string}String`>,
  'bitString' | 'octetString'
>;

const pairs: readonly [type: StringType, text: string, hex: string][] = [
  ['utf8String', '', ''],
  ['utf8String', 'aß€😀', '61c39fe282acf09f9880'],
  ['utf8String', '\ufeffa', 'efbbbf61'],
  ['utf8String', '\u0000', '00'],
  ['utf8String', '\ufffd', 'efbfbd'],
  ['printableString', "Az09 '()+,-./:=?", '417a3039202728292b2c2d2e2f3a3d3f'],
  ['ia5String', '\u0000a@*\u007f', '0061402a7f'],
  ['visibleString', ' ~', '207e'],
  ['numericString', '0 9', '302039'],
  ['teletexString', 'aäÿ\u0080', '61e4ff80'],
  ['bmpString', 'a€\uffff', '006120acffff'],
  ['bmpString', '\ufeffa', 'feff0061'],
  ['bmpString', '\ufffd', 'fffd'],
  ['universalString', 'a😀', '000000610001f600'],
  ['universalString', '\ufeff\u{10ffff}', '0000feff0010ffff'],
];

test('each string type is written and read', () => {
  for (const [type, text, hex] of pairs) {
    assert.equal(toHex(encodeString(tag[type], text)), hex, type);
    assert.equal(decodeString(tag[type], octets(hex)), text, type);
  }
});

test('octets outside the alphabet of their type are refused by name', () => {
  const cases: [type: StringType, hex: string, fault: RegExp][] = [
    ['utf8String', 'ff', /UTF8String that is not UTF-8/],
    ['utf8String', 'c3', /UTF8String that is not UTF-8/],
    ['utf8String', 'c080', /UTF8String that is not UTF-8/],
    ['utf8String', 'e08080', /UTF8String that is not UTF-8/],
    ['utf8String', 'eda080', /UTF8String that is not UTF-8/],
    ['utf8String', 'f4908080', /UTF8String that is not UTF-8/],
    ['printableString', '40', /PrintableString with a character/],
    ['printableString', '2a', /PrintableString with a character/],
    ['printableString', '5f', /PrintableString with a character/],
    ['printableString', '26', /PrintableString with a character/],
    ['printableString', '610a', /PrintableString with a character/],
    ['printableString', '00', /PrintableString with a character/],
    ['printableString', 'c3a4', /PrintableString with a character/],
    ['ia5String', '80', /IA5String with a character/],
    ['ia5String', 'c3a4', /IA5String with a character/],
    ['visibleString', '1f', /VisibleString with a character/],
    ['visibleString', '7f', /VisibleString with a character/],
    ['visibleString', '610a', /VisibleString with a character/],
    ['numericString', '61', /NumericString with a character/],
    ['numericString', '2d31', /NumericString with a character/],
    ['bmpString', '61', /BMPString of a length/],
    ['bmpString', '006100', /BMPString of a length/],
    ['bmpString', 'd800', /BMPString with a character/],
    ['bmpString', 'dbff', /BMPString with a character/],
    ['bmpString', '0061dc00', /BMPString with a character/],
    ['bmpString', 'dc00d800', /BMPString with a character/],
    ['bmpString', 'd83dde00', /BMPString with a character/],
    ['universalString', '000061', /UniversalString of a length/],
    ['universalString', '0000006100', /UniversalString of a length/],
    ['universalString', '00110000', /UniversalString with a character/],
    ['universalString', 'ffffffff', /UniversalString with a character/],
    ['universalString', '0000d800', /UniversalString with a character/],
    ['universalString', '0000dfff', /UniversalString with a character/],
  ];
  for (const [type, hex, fault] of cases)
    assert.throws(() => decodeString(tag[type], octets(hex)), badDer(fault), `${type} ${hex}`);
});

test('text outside the alphabet of its type is not written', () => {
  const cases: [type: StringType, text: string][] = [
    ['utf8String', 'a\ud800'],
    ['utf8String', '\udc00\ud800'],
    ['printableString', 'a@b'],
    ['printableString', 'ä'],
    ['ia5String', 'ä'],
    ['ia5String', '\ud800'],
    ['visibleString', '\n'],
    ['numericString', 'a'],
    ['numericString', '٣'],
    ['teletexString', '€'],
    ['teletexString', '😀'],
    ['bmpString', '😀'],
    ['bmpString', '\ud800'],
    ['bmpString', '\udc00a'],
    ['universalString', '\ud800'],
    ['universalString', 'a\udfff'],
  ];
  for (const [type, text] of cases)
    assert.throws(() => encodeString(tag[type], text), badDer(/outside|half a surrogate/));
});

test('what is no string type is refused', () => {
  for (const identifier of [tag.octetString, tag.sequence, tag.utcTime, 0x2c, 0x80, 0x15, 0x19]) {
    assert.throws(() => decodeString(identifier, octets('61')), badDer(/where a string was/));
    assert.throws(() => encodeString(identifier, 'a'), badDer(/where a string was/));
  }
});

test('a view into a larger buffer is read without its neighbours', () => {
  const view = octets('ff0061000000ff').subarray(1, 3);
  assert.equal(decodeString(tag.bmpString, view), 'a');
  assert.equal(decodeString(tag.universalString, octets('ff00000061ff').subarray(1, 5)), 'a');
  assert.equal(decodeString(tag.teletexString, octets('ff61ff').subarray(1, 2)), 'a');
});

test('octets that are read are written back the same, whatever the type', () => {
  const types = pairs.map(([type]) => tag[type]);
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc.string({ unit: 'binary' }).map((text) => new Uint8Array(Buffer.from(text))),
    fc
      .string({ unit: 'binary' })
      .map((text) => new Uint8Array(Buffer.from(text, 'utf16le').swap16())),
  );
  fc.assert(
    fc.property(fc.constantFrom(...types), content, (type, bytes) => {
      let text: string;
      try {
        text = decodeString(type, bytes);
      } catch {
        return;
      }
      assert.ok(text.isWellFormed());
      assert.equal(toHex(encodeString(type, text)), toHex(bytes));
    }),
    { numRuns: 500 },
  );
});

test('PrintableString and IA5String know their characters', () => {
  assert.ok(isPrintable('') && isPrintable("Example CA, Inc. (R'1)"));
  assert.ok(!isPrintable('a_b') && !isPrintable('a\n') && !isPrintable('ä'));
  assert.ok(isIa5('') && isIa5('a\n\u0000\u007f'));
  assert.ok(!isIa5('\u0080') && !isIa5('ä'));
});
