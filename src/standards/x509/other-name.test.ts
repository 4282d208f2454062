import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findHex, isCaError, present, toHex } from '#base';
import { constructedTag, encodeDer, parseDer } from '#der';
import {
  decodeOtherName,
  encodeOtherName,
  formatOtherName,
  otherNameSchema,
  splitOtherName,
} from './other-name.ts';
import type { OtherName } from './other-name.ts';
import type { OtherNameValue } from './other-name-kinds.ts';

const identifier = constructedTag(0);

type Row = [type: string, value: OtherNameValue, der: string, own: string, normal?: OtherNameValue];
const rows: readonly Row[] = [
  ['UTF8', 'Größe', '0c074772c3b6c39f65', 'UTF8String'],
  ['UTF8String', '', '0c00', 'UTF8String'],
  ['UNIV', 'x𝄞', '1c08000000780001d11e', 'UNIVERSALSTRING'],
  ['IA5', 'a', '160161', 'IA5STRING'],
  ['BOOL', true, '0101ff', 'BOOLEAN'],
  ['BOOLEAN', false, '010100', 'BOOLEAN'],
  ['NULL', null, '0500', 'NULL'],
  ['INT', 16, '020110', 'INTEGER'],
  ['INTEGER', '0x10', '020110', 'INTEGER', 16],
  ['INTEGER', '-128', '020180', 'INTEGER', -128],
  ['INTEGER', '9007199254740993', '020720000000000001', 'INTEGER'],
  ['OctetString', '09cfFF', '040309cfff', 'OctetString', '09CFFF'],
  [
    'UTC',
    '2026-01-01T01:00:00+01:00',
    '170d3236303130313030303030305a',
    'UTCTIME',
    '2026-01-01T00:00:00Z',
  ],
  ['UTCTIME', '500101000000Z', '170d3530303130313030303030305a', 'UTCTIME', '1950-01-01T00:00:00Z'],
  [
    'GENTIME',
    '2026-01-01T00:00:00.9Z',
    '180f32303236303130313030303030305a',
    'GENERALIZEDTIME',
    '2026-01-01T00:00:00Z',
  ],
  [
    'GENERALIZEDTIME',
    '99991231235959Z',
    '180f39393939313233313233353935395a',
    'GENERALIZEDTIME',
    '9999-12-31T23:59:59Z',
  ],
  ['DER', '30020500', '30020500', 'DER'],
  ['DER', '1301ff', '1301ff', 'DER', '1301FF'],
];

test('every type goes from JSON to DER and back in its one form', () => {
  for (const [type, value, der, own, normal = value] of rows) {
    const name = otherNameSchema.parse({ oid: '1.2.3', type, value });
    assert.deepEqual(name, { oid: '1.2.3', type: own, value: normal });
    const encoded = encodeDer(encodeOtherName(name, identifier));
    const inner = `06022a03a0${size(der)}${der}`;
    assert.equal(toHex(encoded), `a0${size(inner)}${inner}`);
    assert.deepEqual(
      parseDer(encoded, (reader) => decodeOtherName(reader, identifier)),
      name,
    );
    assert.deepEqual(otherNameSchema.parse(name), name);
  }
});

test('the text form reads back', () => {
  const cases: [text: string, name: OtherName][] = [
    [
      '1.2.3;UTF8:DOMAIN\\user; a:b',
      { oid: '1.2.3', type: 'UTF8String', value: 'DOMAIN\\user; a:b' },
    ],
    ['1.2.3;UTF8:', { oid: '1.2.3', type: 'UTF8String', value: '' }],
    ['1.2.3;NULL:', { oid: '1.2.3', type: 'NULL', value: null }],
    ['1.2.3;BOOL:TRUE', { oid: '1.2.3', type: 'BOOLEAN', value: true }],
    ['1.2.3;INT:-5', { oid: '1.2.3', type: 'INTEGER', value: -5 }],
    ['1.2.3;OctetString:AB', { oid: '1.2.3', type: 'OctetString', value: 'AB' }],
    [
      '1.2.3;UTC:2026-01-01T00:00:00Z',
      { oid: '1.2.3', type: 'UTCTIME', value: '2026-01-01T00:00:00Z' },
    ],
  ];
  for (const [text, name] of cases) {
    assert.deepEqual(otherNameSchema.parse(splitOtherName(text)), name);
    assert.equal(formatOtherName(name), text);
  }
  assert.deepEqual(otherNameSchema.parse(splitOtherName('1.2.3;NULL')).value, null);
});

test('a text of another form is refused', () => {
  for (const text of ['', '1.2.3', '1.2.3:UTF8;x', 'a:b;c']) {
    assert.throws(() => splitOtherName(text), { code: 'bad_name' }, text);
  }
});

test('a value that does not fit its type is refused', () => {
  const cases: [type: string, value: unknown][] = [
    ['UTF8String', 1],
    ['UTF8String', undefined],
    ['UTF8String', 'a\0'],
    ['UTF8String', '\u202e'],
    ['UNIVERSALSTRING', '\ud800'],
    ['IA5STRING', 'ü'],
    ['BOOLEAN', 'true'],
    ['BOOLEAN', 1],
    ['NULL', ''],
    ['INTEGER', 1.5],
    ['INTEGER', 2 ** 60],
    ['INTEGER', ''],
    ['INTEGER', '1e3'],
    ['INTEGER', '0x'],
    ['INTEGER', '9'.repeat(5060)],
    ['INTEGER', '9'.repeat(6000)],
    ['OctetString', 'abc'],
    ['OctetString', 1],
    ['UTCTIME', '1949-12-31T23:59:59Z'],
    ['UTCTIME', '2050-01-01T00:00:00Z'],
    ['UTCTIME', '2026-02-30T00:00:00Z'],
    ['UTCTIME', '2026-01-01T00:00:00'],
    ['UTCTIME', '2026-01-01'],
    ['UTCTIME', '261301000000Z'],
    ['UTCTIME', 0],
    ['GENERALIZEDTIME', '0000-01-01T00:00:00+01:00'],
    ['GENERALIZEDTIME', '9999-12-31T23:59:59-01:00'],
    ['DER', ''],
    ['DER', '05'],
    ['DER', '05000500'],
    ['DER', '30030500'],
    ['DER', '30020501'],
    ['utf8', 'x'],
    ['toString', 'x'],
  ];
  for (const [type, value] of cases) {
    assert.ok(
      !otherNameSchema.safeParse({ oid: '1.2.3', type, value }).success,
      `${type} ${String(value)}`,
    );
  }
  assert.equal(
    otherNameSchema.safeParse({ oid: 'x', type: 'NULL' }).error?.issues[0]?.message,
    'x: Invalid object identifier',
  );
});

test('the value of NULL may be left out', () => {
  assert.equal(otherNameSchema.parse({ oid: '1.2.3', type: 'NULL' }).value, null);
});

test('what is no otherName is refused with bad_der', () => {
  for (const hex of [
    'a000',
    'a00406022a03',
    'a00606022a03a000',
    'a00a06022a03a00405000500',
    'a00906022a03a0030c01ff',
    'a019060a2b060104018237140203a00b3009020101300406012a03',
    'a00a06022a03a00430020200',
  ]) {
    const der = present(findHex(hex), hex);
    assert.throws(
      () => parseDer(der, (reader) => decodeOtherName(reader, identifier)),
      (error) => isCaError(error, 'bad_der'),
    );
  }
});

test('a value that its type cannot hold is not encoded', () => {
  const name: OtherName = { oid: '1.2.3', type: 'IA5STRING', value: 'ü' };
  assert.throws(() => encodeOtherName(name, identifier), { code: 'bad_name' });
});

function size(hex: string): string {
  return (hex.length / 2).toString(16).padStart(2, '0');
}
