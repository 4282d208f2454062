import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeDer, nothing, oid, sequence, setOf, tag, text } from '#der';
import type { DerValue } from '#der';
import { canonicalName, sameName } from './name-comparison.ts';
import { name } from './name-text.ts';
import { nameDer } from './name.ts';

test('names are equal whatever the case, the spaces and the string type (RFC 5280 §7.1)', () => {
  const cases: [a: Uint8Array, b: Uint8Array][] = [
    [nameDer(name('CN=Example  CA')), nameDer(name('CN=\\ example ca\\ '))],
    [one(text(tag.printableString, 'Example')), one(text(tag.utf8String, 'EXAMPLE'))],
    [one(text(tag.bmpString, 'ÄÖ')), one(text(tag.teletexString, 'äö'))],
    [nameDer(name('CN=STRASSE')), nameDer(name('CN=Straße'))],
    [nameDer(name('CN=ΣΑΣ')), nameDer(name('CN=σας'))],
    [nameDer(name('CN=ｅｘ')), nameDer(name('CN=ex'))],
    [nameDer(name('CN=e\u0301')), nameDer(name('CN=\u00c9'))],
    [rdn('2.5.4.3', '2.5.4.11'), rdn('2.5.4.11', '2.5.4.3')],
  ];
  for (const [a, b] of cases) {
    assert.ok(sameName(a, b));
    assert.equal(canonicalName(a), canonicalName(b));
  }
});

test('names that differ in order, structure, type or text are not equal', () => {
  const cases: [a: Uint8Array, b: Uint8Array][] = [
    [nameDer(name('O=a,CN=b')), nameDer(name('CN=b,O=a'))],
    [nameDer(name('CN=a b')), nameDer(name('CN=ab'))],
    [nameDer(name('CN=ı')), nameDer(name('CN=i'))],
    [nameDer(name('CN=a')), nameDer(name('O=a'))],
    [nameDer(name('CN=a')), nameDer(name('CN=a,O=a'))],
    [rdn('2.5.4.3', '2.5.4.11'), nameDer(name('CN=x,OU=x'))],
    [one(nothing()), one(text(tag.utf8String, '#0500'))],
    [nameDer([]), nameDer(name('CN=a'))],
  ];
  for (const [a, b] of cases) assert.ok(!sameName(a, b), canonicalName(a));
});

function one(value: DerValue): Uint8Array {
  return encodeDer(sequence(setOf([sequence(oid('2.5.4.3'), value)])));
}

function rdn(...types: string[]): Uint8Array {
  const attributes = types.map((type) => sequence(oid(type), text(tag.utf8String, 'x')));
  return encodeDer(sequence(setOf(attributes)));
}
