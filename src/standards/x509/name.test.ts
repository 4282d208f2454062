import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCaError, toHex } from '#base';
import { encodeDer, nothing, oid, parseDer, primitive, sequence, setOf, tag, text } from '#der';
import type { DerValue } from '#der';
import { name } from './name-text.ts';
import { commonName, decodeName, mergeNames, nameDer } from './name.ts';

test('each attribute is an RDN of its own in the string type of its attribute', () => {
  const cases: [text: string, value: string][] = [
    ['C=AT', '13024154'],
    ['serialNumber=1', '130131'],
    ['dnQualifier=q', '130171'],
    ['jurisdictionCountryName=AT', '13024154'],
    ['emailAddress=a@b', '1603614062'],
    ['DC=x', '160178'],
    ['CN=x', '0c0178'],
    ['1.2.3=ü', '0c02c3bc'],
    ['x500UniqueIdentifier=AQI\\=', '0303000102'],
  ];
  for (const [written, value] of cases) {
    assert.ok(toHex(nameDer(name(written))).endsWith(value), written);
  }
  assert.equal(
    toHex(nameDer(name('C=AT,CN=x'))),
    '3019310b3009060355040613024154310a300806035504030c0178',
  );
  assert.equal(toHex(nameDer([])), '3000');
});

test('what does not fit its string type is never encoded', () => {
  for (const attribute of [
    { oid: '2.5.4.6', value: 'Ö1' },
    { oid: '1.2.840.113549.1.9.1', value: 'ü@x' },
    { oid: '2.5.4.3', value: '\ud800' },
    { oid: '2.5.4.3', value: '#0500' },
    { oid: '2.5.4.45', value: '?' },
    { oid: 'CN', value: 'x' },
  ]) {
    assert.throws(() => nameDer([attribute]), isBadName);
  }
});

test('reading is lenient: any string type, any identifier, any length, attributes of one RDN in a row', () => {
  const cases: [value: DerValue, text: string][] = [
    [text(tag.teletexString, 'Größe'), 'Größe'],
    [text(tag.bmpString, 'Größe'), 'Größe'],
    [text(tag.universalString, 'x𝄞'), 'x𝄞'],
    [text(tag.ia5String, 'a@b*_', tag.printableString), 'a@b*_'],
    [text(tag.utf8String, 'x'.repeat(300)), 'x'.repeat(300)],
    [text(tag.utf8String, ''), ''],
    [nothing(), '#0500'],
    [sequence(nothing()), '#30020500'],
  ];
  for (const [value, expected] of cases) {
    const der = encodeDer(sequence(setOf([attribute(value), attribute(value, '2.5.4.11')])));
    assert.deepEqual(parseDer(der, decodeName), [
      { oid: '2.5.4.3', value: expected },
      { oid: '2.5.4.11', value: expected },
    ]);
  }
});

test('octets that their string type cannot have are refused', () => {
  for (const [identifier, octets] of [
    [tag.utf8String, [0xff]],
    [tag.utf8String, [0xc0, 0x80]],
    [tag.utf8String, [0xed, 0xa0, 0x80]],
    [tag.printableString, [0xe4]],
    [tag.bmpString, [0]],
  ] as const) {
    const value = primitive(identifier, new Uint8Array(octets));
    const der = encodeDer(sequence(setOf([attribute(value)])));
    assert.throws(
      () => parseDer(der, decodeName),
      (error) => isCaError(error, 'bad_der'),
    );
  }
});

test('an RDN without attributes is refused, a name without RDNs is one', () => {
  assert.deepEqual(parseDer(encodeDer(sequence()), decodeName), []);
  for (const rdns of [[setOf([])], [setOf([attribute(text(tag.utf8String, 'a'))]), setOf([])]])
    assert.throws(
      () => parseDer(encodeDer(sequence(...rdns)), decodeName),
      (error) => isCaError(error, 'bad_der'),
    );
});

test('the common name is the last one', () => {
  assert.equal(commonName(name('CN=x,O=y')), 'x');
  assert.equal(commonName(parseDer(encodeDer(sequence()), decodeName)), undefined);
  const both = [
    { oid: '2.5.4.3', value: 'a' },
    { oid: '2.5.4.3', value: 'b' },
  ];
  assert.equal(commonName(both), 'b');
});

test('merging replaces by type and sorts', () => {
  const cases: [base: string, over: string, merged: string][] = [
    ['CN=b,C=AT', 'CN=x', 'C=AT,CN=x'],
    ['OU=a,OU=b,O=o', 'OU=c,CN=x', 'O=o,OU=c,CN=x'],
    ['O=o', 'OU=a,OU=b', 'O=o,OU=a,OU=b'],
    ['givenName=g,CN=x', 'pseudonym=p,C=AT', 'C=AT,CN=x,givenName=g,pseudonym=p'],
    ['CN=x,C=AT', '', 'C=AT,CN=x'],
    ['', 'CN=x,C=AT', 'CN=x,C=AT'],
  ];
  for (const [base, over, merged] of cases) {
    assert.deepEqual(mergeNames(name(base), name(over)), name(merged));
  }
  assert.deepEqual(mergeNames(name('C=AT'), name('CN=x'), ['2.5.4.3']), name('CN=x,C=AT'));
});

function attribute(value: DerValue, type = '2.5.4.3'): DerValue {
  return sequence(oid(type), value);
}

function isBadName(error: unknown): boolean {
  return isCaError(error, 'bad_name');
}
