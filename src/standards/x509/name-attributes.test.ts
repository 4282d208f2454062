import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCaError } from '#base';
import { isOid } from '#der';
import {
  attributeOid,
  attributeTitle,
  attributeTypes,
  defaultNameOrder,
  findAttributeType,
} from './name-attributes.ts';

const documentedAliases =
  `businessCategory commonName countryName dnQualifier domainComponent emailAddress
  generationQualifier givenName initials inn jurisdictionCountryName jurisdictionLocalityName
  jurisdictionStateOrProvinceName localityName ogrn organizationalUnitName organizationName organizationIdentifier
  postalAddress postalCode pseudonym serialNumber snils stateOrProvinceName street surname title unstructuredName uid
  x500UniqueIdentifier CN C DC L O OU ST SN streetAddress userid`.split(/\s+/);

test('the table answers to every alias of the API and to no other', () => {
  const aliases = attributeTypes.flatMap((type) => type.aliases);
  assert.deepEqual(aliases.toSorted(), documentedAliases.toSorted());
  assert.equal(new Set(aliases.map((alias) => alias.toLowerCase())).size, aliases.length);
});

test('the table has one row for each object identifier', () => {
  assert.equal(new Set(attributeTypes.map(({ oid }) => oid)).size, attributeTypes.length);
  assert.ok(attributeTypes.every(({ oid }) => isOid(oid)));
});

test('only domain components, organizational units and streets may repeat', () => {
  const repeating = attributeTypes
    .filter(({ repeats }) => repeats)
    .map(({ aliases }) => aliases[0]);
  assert.deepEqual(repeating, ['domainComponent', 'organizationalUnitName', 'street']);
});

test('an attribute is found by its aliases, its case counting unless told otherwise', () => {
  assert.equal(attributeOid('CN'), '2.5.4.3');
  assert.equal(attributeOid('streetAddress'), attributeOid('street'));
  assert.equal(attributeOid('1.2.3.4'), '1.2.3.4');
  assert.equal(attributeOid('cn', 'anyCase'), '2.5.4.3');
  for (const text of ['cn', '', '2.5.4.', '3.1', '__proto__', `1.2.${'9'.repeat(400)}`]) {
    assert.throws(() => attributeOid(text), isBadName, text);
  }
});

test('a title names the short form where there is one, and is the identifier where there is no name', () => {
  assert.equal(attributeTitle('2.5.4.3'), 'commonName (CN)');
  assert.equal(attributeTitle('2.5.4.5'), 'serialNumber');
  assert.equal(attributeTitle('1.2.3'), '1.2.3');
});

test('the default order of merged names is the documented one', () => {
  const labels = defaultNameOrder.map((oid) => findAttributeType(oid)?.label).join(' ');
  assert.equal(
    labels,
    'dnQualifier C postalCode ST L DC O OU title CN uid emailAddress serialNumber',
  );
});

function isBadName(error: unknown): boolean {
  return isCaError(error, 'bad_name');
}
