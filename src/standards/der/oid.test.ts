import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { findHex, toHex } from '#base';
import { isOid, octetsToOid, oidToOctets } from './oid.ts';

const octets = (hex: string): Uint8Array => findHex(hex) ?? new Uint8Array(0);
const badDer = (detail: RegExp): object => ({ name: 'CaError', code: 'bad_der', detail });

const pairs: readonly [dotted: string, hex: string][] = [
  ['0.0', '00'],
  ['0.39', '27'],
  ['1.0', '28'],
  ['1.39', '4f'],
  ['2.0', '50'],
  ['2.39', '77'],
  ['2.47', '7f'],
  ['2.48', '8100'],
  ['2.999', '8837'],
  ['2.5.4.3', '550403'],
  ['1.2.840.113549.1.1.11', '2a864886f70d01010b'],
  ['2.5.127.128.16383.16384', '557f8100ff7f818000'],
  // 2^53 - 1, 2^53 + 1 and the UUID arcs of X.667: beyond what a number holds exactly.
  ['2.5.9007199254740991', '558fffffffffffff7f'],
  ['2.5.9007199254740993', '559080808080808001'],
  ['2.9007199254740993', '9080808080808051'],
  ['2.25.329800735698586629295641978511506172918', '6983f09da7ebcfdee0c7a1a7b2c0948cc8f9d776'],
];

test('object identifiers are written and read, arcs of any size exactly', () => {
  for (const [dotted, hex] of pairs) {
    assert.ok(isOid(dotted));
    assert.equal(toHex(oidToOctets(dotted)), hex, dotted);
    assert.equal(octetsToOid(octets(hex)), dotted);
  }
});

test('any object identifier comes back', () => {
  const arc = fc.oneof(fc.nat(200), fc.bigInt(0n, 2n ** 70n), fc.bigInt(2n ** 44n, 2n ** 58n));
  const root = fc.oneof(fc.tuple(fc.constantFrom(0, 1), fc.nat(39)), fc.tuple(fc.constant(2), arc));
  fc.assert(
    fc.property(root, fc.array(arc, { maxLength: 8 }), (first, rest) => {
      const dotted = [...first, ...rest].join('.');
      assert.equal(octetsToOid(oidToOctets(dotted)), dotted);
    }),
  );
});

test('any octets that are read are written back the same', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (bytes) => {
      let dotted: string;
      try {
        dotted = octetsToOid(bytes);
      } catch {
        return;
      }
      assert.equal(toHex(oidToOctets(dotted)), toHex(bytes));
    }),
    { numRuns: 2000 },
  );
});

test('text that is no object identifier is refused', () => {
  const cases = ['', '1', '.', '1.', '.1', '1..2', '3.1', '0.40', '1.40', '1.100', '01.2', '1.02']
    .concat(['1.2.03', '1.2.', ' 1.2', '1.2 ', '1.2\n', '1.-2', '1.2.a', '1,2', '2.5.4.٣'])
    .concat(['commonName', '1.2.0x3', `1.2${'.1'.repeat(300)}`]);
  for (const text of cases) {
    assert.ok(!isOid(text), text);
    assert.throws(() => oidToOctets(text), badDer(/^".{0,80}" is not an object identifier\.$/s));
  }
});

test('an object identifier takes 128 octets and no more', () => {
  const longest = `2.47${'.127'.repeat(127)}`;
  assert.equal(oidToOctets(longest).length, 128);
  assert.equal(octetsToOid(oidToOctets(longest)), longest);
  assert.throws(() => oidToOctets(`2.5${'.1'.repeat(128)}`), badDer(/longer than 128 octets/));
  assert.throws(() => octetsToOid(new Uint8Array(129).fill(1)), badDer(/wrong length/));
});

test('malformed octets are refused by name', () => {
  const cases: [hex: string, fault: RegExp][] = [
    ['', /wrong length/],
    ['80', /cut short/],
    ['5504ff', /cut short/],
    ['8001', /padded arc/],
    ['55048003', /padded arc/],
    ['5580808001', /padded arc/],
  ];
  for (const [hex, fault] of cases) assert.throws(() => octetsToOid(octets(hex)), badDer(fault));
});

test('what is remembered of many object identifiers stays right', () => {
  for (let i = 0; i < 3000; i++) assert.equal(octetsToOid(oidToOctets(`2.999.${i}`)), `2.999.${i}`);
});
