import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findHex, isCaError, present, toHex } from '#base';
import { constructedTag, encodeDer, parseDer, tag } from '#der';
import { generalNameSchema, subtreeNameSchema } from './general-name-schema.ts';
import {
  decodeGeneralName,
  decodeGeneralNames,
  encodeGeneralName,
  encodeGeneralNames,
} from './general-name.ts';
import type { GeneralName } from './general-name.ts';

test('each type has its own tag (RFC 5280 §4.2.1.6)', () => {
  const cases: [name: GeneralName, hex: string][] = [
    [
      { type: 'otherName', value: { oid: '1.2.3', type: 'NULL', value: null } },
      'a00806022a03a0020500',
    ],
    [{ type: 'email', value: 'a@b' }, '8103614062'],
    [{ type: 'DNS', value: 'a.b' }, '8203612e62'],
    [
      { type: 'dirName', value: [{ oid: '2.5.4.3', value: 'x' }] },
      'a40e300c310a300806035504030c0178',
    ],
    [{ type: 'dirName', value: [] }, 'a4023000'],
    [{ type: 'URI', value: 'x://y' }, '8605783a2f2f79'],
    [{ type: 'IP', value: '192.0.2.1' }, '8704c0000201'],
    [{ type: 'IP', value: '10.0.0.0/8' }, '87080a000000ff000000'],
    [{ type: 'IP', value: '::1' }, '871000000000000000000000000000000001'],
    [{ type: 'RID', value: '1.2.3' }, '88022a03'],
  ];
  for (const [name, hex] of cases) {
    assert.equal(toHex(encodeDer(encodeGeneralName(name))), hex);
    assert.deepEqual(parseDer(octets(hex), decodeGeneralName), name);
  }
});

test('lists keep their order, under SEQUENCE or a tag of their place', () => {
  const names: GeneralName[] = [
    { type: 'DNS', value: 'b' },
    { type: 'DNS', value: 'a' },
  ];
  assert.equal(toHex(encodeDer(encodeGeneralNames(names))), '3006820162820161');
  const tagged = encodeDer(encodeGeneralNames(names, constructedTag(1)));
  assert.equal(toHex(tagged), 'a106820162820161');
  assert.deepEqual(
    parseDer(tagged, (reader) => decodeGeneralNames(reader, constructedTag(1))),
    names,
  );
  assert.deepEqual(parseDer(octets('3000'), decodeGeneralNames), []);
});

test('x400Address and ediPartyName are named as unsupported', () => {
  for (const [hex, detail] of [
    ['a300', /x400Address/],
    ['a504a1020500', /ediPartyName/],
  ] as const) {
    assert.throws(() => parseDer(octets(hex), decodeGeneralName), { code: 'unsupported', detail });
  }
});

test('what is no general name is refused with bad_der', () => {
  for (const hex of [
    '',
    '30',
    '3000',
    '8900',
    '870101',
    '8701',
    '8800',
    '8802aa80',
    '8101ff',
    'a400',
    'a403300000',
    '0c0178',
  ]) {
    assert.throws(() => parseDer(octets(hex), decodeGeneralName), { code: 'bad_der' }, hex);
  }
});

test('reading lets odd texts pass, as they stand in old certificates', () => {
  for (const value of ['', 'Example.COM.', 'a b', 'a\0b', '1.2.3.4', 'x, DNS:y']) {
    const name: GeneralName = { type: 'DNS', value };
    assert.deepEqual(parseDer(encodeDer(encodeGeneralName(name)), decodeGeneralName), name);
  }
});

test('what cannot be encoded is refused with bad_name', () => {
  const names: GeneralName[] = [
    { type: 'DNS', value: 'ü' },
    { type: 'IP', value: '1' },
    { type: 'RID', value: 'x' },
    { type: 'dirName', value: [{ oid: '2.5.4.6', value: 'ü' }] },
    { type: 'otherName', value: { oid: 'x', type: 'NULL', value: null } },
  ];
  for (const name of names) {
    assert.throws(
      () => encodeGeneralName(name),
      (error) => isCaError(error, 'bad_name'),
    );
  }
});

test('JSON is brought to its one form', () => {
  const cases: [input: unknown, name: GeneralName][] = [
    [
      { type: 'DNS', value: '*.MÜNCHEN.de', extra: 1 },
      { type: 'DNS', value: '*.xn--mnchen-3ya.de' },
    ],
    [
      { type: 'DNS', value: '.example.com' },
      { type: 'DNS', value: '.example.com' },
    ],
    [
      { type: 'URI', value: 'http://MÜNCHEN.de/Ä'.replace('Ä', 'A') },
      { type: 'URI', value: 'http://xn--mnchen-3ya.de/A' },
    ],
    [
      { type: 'email', value: 'A@MÜNCHEN.de' },
      { type: 'email', value: 'A@xn--mnchen-3ya.de' },
    ],
    [
      { type: 'IP', value: '2001:DB8::0' },
      { type: 'IP', value: '2001:db8::' },
    ],
    [
      { type: 'IP', value: '10.0.0.0/8' },
      { type: 'IP', value: '10.0.0.0/8' },
    ],
    [
      { type: 'RID', value: '1.2.3' },
      { type: 'RID', value: '1.2.3' },
    ],
    [
      { type: 'dirName', value: [{ oid: 'CN', value: 'x' }] },
      { type: 'dirName', value: [{ oid: '2.5.4.3', value: 'x' }] },
    ],
    [
      { type: 'otherName', value: { oid: '1.2.3', type: 'INT', value: '0x10' } },
      { type: 'otherName', value: { oid: '1.2.3', type: 'INTEGER', value: 16 } },
    ],
  ];
  for (const [input, name] of cases) assert.deepEqual(generalNameSchema.parse(input), name);
});

test('what is refused is refused in the words of the API', () => {
  const cases: [type: string, value: unknown, path: string, message: string][] = [
    ['DNS', 'a..b', '', 'Invalid domain: a..b: a label is empty'],
    ['DNS', '192.0.2.1', '', 'Invalid domain: 192.0.2.1: ends in a number'],
    ['URI', 'foo', '', 'URL requires scheme and network location: foo'],
    ['email', 'foo', '', 'Invalid email address: foo'],
    ['IP', 'foo', '', 'foo: Could not parse IP address'],
    ['IP', '10.1.2.3/8', '', '10.1.2.3/8: Could not parse IP address'],
    ['RID', 'X', '', 'X: Invalid object identifier'],
    ['dirName', [{ oid: 'C', value: 'AUT' }], 'value.0', 'AUT: Must have exactly two characters'],
    [
      'otherName',
      { oid: '1.2.3', type: 'INT', value: 'x' },
      'value',
      'x: not a value of type INTEGER',
    ],
  ];
  for (const [type, value, path, message] of cases) {
    const [issue] = generalNameSchema.safeParse({ type, value }).error?.issues ?? [];
    assert.deepEqual(
      [issue?.code, issue?.path.join('.'), issue?.message],
      ['custom', path, message],
    );
  }
});

test('an unknown type is told at the type, and types are case-sensitive', () => {
  for (const input of [
    { type: 'dns', value: 'a' },
    { type: 'uri', value: 'x://y' },
    { value: 'a' },
  ]) {
    const [issue] = generalNameSchema.safeParse(input).error?.issues ?? [];
    assert.deepEqual([issue?.code, issue?.path], ['invalid_union', ['type']]);
  }
});

test('a name constraint takes networks, domains and hosts, and no wildcard (RFC 5280 §4.2.1.10)', () => {
  const good: GeneralName[] = [
    { type: 'DNS', value: '' },
    { type: 'DNS', value: '.example.com' },
    { type: 'IP', value: '10.0.0.0/8' },
    { type: 'IP', value: '::/0' },
    { type: 'email', value: '.example.com' },
    { type: 'email', value: 'example.com' },
    { type: 'URI', value: '.example.com' },
    { type: 'RID', value: '1.2.3' },
    { type: 'dirName', value: [] },
  ];
  for (const name of good) {
    assert.deepEqual(subtreeNameSchema.parse(name), name);
    assert.deepEqual(parseDer(encodeDer(encodeGeneralName(name)), decodeGeneralName), name);
  }
  for (const name of [
    { type: 'DNS', value: '*.example.com' },
    { type: 'IP', value: '10.0.0.1' },
    { type: 'URI', value: 'http://example.com' },
  ]) {
    assert.ok(!subtreeNameSchema.safeParse(name).success);
  }
});

test('100,000 general names are read and written', () => {
  const names = Array.from({ length: 100_000 }, (_, i): GeneralName => ({
    type: 'DNS',
    value: `host${i}`,
  }));
  const der = encodeDer(encodeGeneralNames(names));
  assert.equal(der[0], tag.sequence);
  assert.equal(parseDer(der, decodeGeneralNames, der.length).length, names.length);
});

function octets(hex: string): Uint8Array {
  return present(findHex(hex), hex);
}
