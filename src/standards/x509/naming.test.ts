import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isCaError } from '#base';
import { encodeDer, parseDer } from '#der';
import { generalNameSchema, subtreeNameSchema } from './general-name-schema.ts';
import { formatGeneralName, parseGeneralName } from './general-name-text.ts';
import { decodeGeneralNames, encodeGeneralName, encodeGeneralNames } from './general-name.ts';
import type { GeneralName } from './general-name.ts';
import { canonicalName, sameName } from './name-comparison.ts';
import { nameSchema } from './name-schema.ts';
import { formatName, name } from './name-text.ts';
import { decodeName, nameDer } from './name.ts';
import type { Name } from './name.ts';
import { hasForbidden, visible } from './visible-text.ts';

// What holds for all names: properties over generated ones, and OpenSSL's reading of a few.

const value = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 20 })
  .filter((text) => !hasForbidden(text));
const printable = fc.stringMatching(/^[A-Za-z0-9 '()+,./:=?-]{1,20}$/);
const anyOid = fc
  .array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 6 })
  .map((arcs) => `2.999.${arcs.join('.')}`);
const someName: fc.Arbitrary<Name> = fc
  .uniqueArray(
    fc.oneof(
      fc.record({ oid: fc.constantFrom('2.5.4.3', '2.5.4.10', '2.5.4.11', '2.5.4.4'), value }),
      fc.record({ oid: fc.constantFrom('2.5.4.5', '2.5.4.46'), value: printable }),
      fc.record({ oid: fc.constant('2.5.4.6'), value: fc.stringMatching(/^[A-Z]{2}$/) }),
      fc.record({ oid: anyOid, value }),
    ),
    { selector: ({ oid }) => oid, maxLength: 6 },
  )
  .map((attributes) => attributes.map((each) => ({ ...each })));

const label = fc.stringMatching(/^[a-z_](?:[a-z0-9_-]{0,10}[a-z0-9_])?$/);
const host = fc
  .array(label, { minLength: 1, maxLength: 5 })
  .map((labels) => labels.join('.'))
  .filter((text) => !text.includes('xn--'));
const plainHost = host.map((text) => text.replaceAll('_', 'y'));
const ipText = fc.oneof(fc.ipV4(), fc.ipV6());
const otherName = fc.oneof(
  fc.record({ oid: anyOid, type: fc.constant('UTF8String'), value }),
  fc.record({ oid: anyOid, type: fc.constant('INTEGER'), value: fc.bigInt().map(String) }),
  fc.record({ oid: anyOid, type: fc.constant('BOOLEAN'), value: fc.boolean() }),
  fc.record({
    oid: anyOid,
    type: fc.constantFrom('UTCTIME', 'GENERALIZEDTIME'),
    value: fc
      .date({ min: new Date('1950-01-01'), max: new Date('2049-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString()),
  }),
);
const someGeneralName = fc.oneof(
  fc.record({ type: fc.constant('DNS'), value: host }),
  fc.record({ type: fc.constant('URI'), value: host.map((text) => `https://${text}/a?b`) }),
  fc.record({ type: fc.constant('email'), value: plainHost.map((text) => `a.b+c@${text}`) }),
  fc.record({ type: fc.constant('IP'), value: ipText }),
  fc.record({ type: fc.constant('RID'), value: anyOid }),
  fc.record({ type: fc.constant('dirName'), value: someName }),
  fc.record({ type: fc.constant('otherName'), value: otherName }),
);

const runs = { numRuns: 60 };

test('a name survives JSON, DER and JSON again', () => {
  fc.assert(
    fc.property(someName, (input) => {
      const accepted = nameSchema.parse(input);
      assert.deepEqual(accepted, input);
      assert.deepEqual(parseDer(nameDer(accepted), decodeName), accepted);
      assert.ok(sameName(nameDer(accepted), nameDer(accepted)));
    }),
    runs,
  );
});

test('a name survives its text', () => {
  fc.assert(
    fc.property(someName, (input) => {
      const text = formatName(input);
      assert.equal(visible(text), text);
      assert.deepEqual(name(text), input);
    }),
    runs,
  );
});

test('whatever stands in a name, its text is safe to show', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const text = formatName([{ oid: '2.5.4.3', value }]);
      assert.equal(visible(text), text);
    }),
    runs,
  );
});

test('general names survive JSON, DER and JSON again', () => {
  fc.assert(
    fc.property(fc.array(someGeneralName, { maxLength: 5 }), (input) => {
      const names = input.map((each) => generalNameSchema.parse(each));
      const der = encodeDer(encodeGeneralNames(names));
      assert.deepEqual(parseDer(der, decodeGeneralNames), names);
      assert.deepEqual(
        names.map((each) => generalNameSchema.parse(each)),
        names,
      );
    }),
    runs,
  );
});

test('a general name survives its text when that has nothing to hide', () => {
  fc.assert(
    fc.property(someGeneralName, (input) => {
      const accepted = generalNameSchema.parse(input);
      const text = formatGeneralName(accepted);
      assert.equal(visible(text), text);
      if (!text.includes('\\u{')) assert.deepEqual(parseGeneralName(text), accepted);
    }),
    runs,
  );
});

test('any text is parsed or refused with bad_name', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'aü1.:/@*-\\,=+#; x0%[]'.split('')) }),
    fc.string({ unit: fc.constantFrom(...'xn--a0.ü'.split('')) }),
  );
  const prefix = fc.constantFrom(
    '',
    'DNS:',
    'URI:x://',
    'email:',
    'IP:',
    'RID:',
    'dirName:',
    'otherName:1.2;',
  );
  fc.assert(
    fc.property(prefix, text, (prefix, text) => {
      for (const parse of [parseGeneralName, name]) {
        const parsed = onlyThrows(() => parse(prefix + text), 'bad_name');
        if (parsed && !Array.isArray(parsed)) encodeDer(encodeGeneralName(parsed as GeneralName));
      }
    }),
    { numRuns: 300 },
  );
});

test('any JSON is accepted or refused with issues, never thrown at', () => {
  const part = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('DNS', 'otherName', 'INT', 'CN', 'dirName'),
  );
  const json = fc.oneof(
    fc.jsonValue(),
    fc.record({
      type: part,
      value: fc.oneof(part, fc.record({ oid: part, type: part, value: part })),
    }),
    fc.array(fc.record({ oid: part, value: part })),
  );
  fc.assert(
    fc.property(json, (json) => {
      for (const schema of [generalNameSchema, subtreeNameSchema, nameSchema])
        schema.safeParse(json);
    }),
    { numRuns: 200 },
  );
});

test('damaged DER is read or refused with a CaError, and what is read can be shown', () => {
  const change = fc.record({ at: fc.nat(), octet: fc.nat({ max: 255 }) });
  const names = fc.array(someGeneralName, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      names,
      fc.array(change, { maxLength: 4 }),
      fc.nat({ max: 3 }),
      (input, changes, cut) => {
        const der = encodeDer(
          encodeGeneralNames(input.map((each) => generalNameSchema.parse(each))),
        );
        for (const { at, octet } of changes) der[at % der.length] = octet;
        const damaged = der.subarray(0, der.length - cut);
        const read = onlyThrows(
          () => parseDer(damaged, decodeGeneralNames),
          'bad_der',
          'unsupported',
        );
        for (const text of read?.map(formatGeneralName) ?? []) assert.equal(visible(text), text);
        if (read) onlyThrows(() => encodeDer(encodeGeneralNames(read)), 'bad_name');
      },
    ),
    { numRuns: 500 },
  );
});

test('damaged names are read or refused with a CaError', () => {
  const change = fc.record({ at: fc.nat(), octet: fc.nat({ max: 255 }) });
  fc.assert(
    fc.property(someName, fc.array(change, { maxLength: 4 }), (input, changes) => {
      const der = nameDer(input);
      for (const { at, octet } of changes) der[at % der.length] = octet;
      const read = onlyThrows(() => parseDer(der, decodeName), 'bad_der');
      onlyThrows(() => canonicalName(der), 'bad_der');
      if (read) onlyThrows(() => nameDer(read), 'bad_name');
    }),
    { numRuns: 300 },
  );
});

test('OpenSSL reads the same out of a name', (context) => {
  const found = spawnSync('openssl', ['version']);
  if (found.error) return context.skip('openssl is not installed');
  const der = nameDer(name('C=AT,O=Größe,serialNumber=1,emailAddress=a@b,CN=x'));
  const { stdout } = spawnSync('openssl', ['asn1parse', '-inform', 'DER'], { input: der });
  const lines = stdout
    .toString()
    .split('\n')
    .map((line) =>
      line
        .replace(/^.*(?:prim|cons): /, '')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    );
  assert.deepEqual(
    lines.filter((line) => !/^(?:SET|SEQUENCE|)$/.test(line)),
    [
      'OBJECT :countryName',
      'PRINTABLESTRING :AT',
      'OBJECT :organizationName',
      'UTF8STRING :Größe',
      'OBJECT :serialNumber',
      'PRINTABLESTRING :1',
      'OBJECT :emailAddress',
      'IA5STRING :a@b',
      'OBJECT :commonName',
      'UTF8STRING :x',
    ],
  );
});

function onlyThrows<T>(work: () => T, ...codes: Parameters<typeof isCaError>[1][]): T | undefined {
  try {
    return work();
  } catch (error) {
    assert.ok(isCaError(error, ...codes), String(error));
    return undefined;
  }
}
