import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { findHex, isCaError, toBase64 } from '#base';
import {
  bitString,
  constructed,
  encodeDer,
  explicit,
  integer,
  octetString,
  oid,
  raw,
  sequence,
  tag,
  text,
  time,
  unsignedInteger,
} from '#der';
import { findSignatureAlgorithm } from './algorithms.ts';
import { encodeExtensions } from './extension.ts';
import type { Extension } from './extension.ts';
import { nameDer } from './name.ts';
import { encodeSigned } from './signed.ts';
import { caExtensions } from './specimens.test.ts';
import { encodeTbsCertificate } from './tbs-certificate.ts';
import type { TbsCertificate } from './tbs-certificate.ts';

const algorithm = findSignatureAlgorithm('ecdsa-sha256') ?? assert.fail();
const issuerDer = nameDer([{ oid: '2.5.4.3', value: 'ca.example.com' }]);
const commonName = '2.5.4.3';

const serials = fc
  .tuple(fc.constantFrom('1', '7F', '80', 'a'), fc.stringMatching(/^[0-9A-Fa-f]{0,37}$/))
  .map(([first, rest]) => first + rest);
const moments = fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 });
const hosts = fc.oneof(fc.domain(), fc.stringMatching(/^[\x20-\x7e]{0,300}$/));
const octets = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength });

const extensions = fc
  .record({
    names: fc.array(hosts, { minLength: 1, maxLength: 8 }),
    keyId: octets(300),
    critical: fc.boolean(),
    isFrozen: fc.boolean(),
    more: fc.subarray([...caExtensions].filter(isFree)),
  })
  .map(({ names, keyId, critical, isFrozen, more }): readonly Extension[] => {
    const value = names.map((each) => ({ type: 'DNS', value: each }) as const);
    const list: Extension[] = [
      ...more,
      { type: 'subject_alternative_name', critical, value },
      { type: 'subject_key_identifier', critical: false, value: toBase64(keyId) },
    ];
    return isFrozen ? list.map(frozen) : list;
  });

const certificates: fc.Arbitrary<TbsCertificate> = fc.record({
  serial: serials,
  algorithm: fc.constant(algorithm),
  issuerDer: fc.constant(issuerDer),
  subjectDer: hosts.map((value) => nameDer([{ oid: commonName, value }])),
  notBeforeMs: moments,
  notAfterMs: moments,
  spki: octets(300).map((key) => encodeDer(octetString(key))),
  extensions: fc.oneof(extensions, fc.constant([])),
});

test('a certificate built fast is, octet for octet, the one built plainly, the second time too', () => {
  fc.assert(
    fc.property(certificates, octets(200), (tbs, signature) => {
      const plain = encodePlainly(tbs);
      for (let i = 0; i < 2; i++) assert.deepEqual(encodeTbsCertificate(tbs), plain);
      const bits = bitString(signature);
      assert.deepEqual(
        encodeSigned(plain, algorithm, signature),
        encodeDer(sequence(raw(plain), raw(algorithm.der), bits)),
      );
    }),
    { numRuns: 300 },
  );
});

const unknowns = [1, 2, 3, 4].map((arc): Extension => {
  return { type: 'unknown', critical: false, value: { oid: `1.2.3.${arc}`, value: 'BQA=' } };
});

test('frozen extensions that meet again in other company and order are written as they stand', () => {
  const constants = [...caExtensions, ...unknowns].map((each) => frozen(structuredClone(each)));
  const names = hosts.map((value): Extension => {
    return { type: 'subject_alternative_name', critical: false, value: [{ type: 'DNS', value }] };
  });
  const lists = fc.array(
    fc
      .tuple(fc.shuffledSubarray(constants, { minLength: 1 }), names, fc.nat({ max: 20 }))
      .map(([list, own, at]) => list.toSpliced(at % (list.length + 1), 0, own)),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(certificates, lists, (tbs, variants) => {
      for (const list of variants) {
        const varied = { ...tbs, extensions: list };
        assert.deepEqual(encodeTbsCertificate(varied), encodePlainly(varied));
      }
    }),
    { numRuns: 100 },
  );
});

test('extensions of an OID that was there before are refused, be they known or not, frozen or not', () => {
  const known: Extension = { type: 'ocsp_no_check', critical: false, value: null };
  const unknown = (dotted: string): Extension => {
    return { type: 'unknown', critical: false, value: { oid: dotted, value: 'BQA=' } };
  };
  const noCheck = '1.3.6.1.5.5.7.48.1.5';
  for (const list of [
    [known, known],
    [known, unknown(noCheck)],
    [unknown(noCheck), known],
    [unknown('1.2.3'), unknown('1.2.3')],
  ]) {
    const given = fc.sample(certificates, 1)[0] ?? assert.fail();
    for (const extensions of [list, list.map((each) => frozen({ ...each }))])
      assert.throws(
        () => encodeTbsCertificate({ ...given, extensions }),
        (error) => isCaError(error, 'bad_extension'),
      );
  }
});

test('the frame around a document fits it, whatever length of length it takes', () => {
  const der = algorithm.der;
  for (const size of [0, 100, 127, 128, 255, 256, 65_400, 65_535, 65_536, 1 << 24]) {
    const document = new Uint8Array(size).fill(1);
    const signature = new Uint8Array(size % 300).fill(2);
    const framed = encodeDer(sequence(raw(document), raw(der), bitString(signature)));
    assert.equal(
      Buffer.compare(encodeSigned(document, algorithm, signature), framed),
      0,
      `${size}`,
    );
  }
});

test('text is written the same whether it is ASCII or not', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      const plain = encodeDer(constructed(tag.utf8String, raw(Buffer.from(value))));
      assert.deepEqual(encodeDer(text(tag.utf8String, value)), plain);
      assert.deepEqual(
        nameDer([{ oid: commonName, value: `x${value}` }]),
        encodeDer(
          sequence(
            constructed(
              tag.set,
              sequence(oid(commonName), constructed(tag.utf8String, raw(Buffer.from(`x${value}`)))),
            ),
          ),
        ),
      );
    }),
  );
  for (const value of ['é', '\u0080', '\ud800', 'a\u{1f600}'])
    assert.throws(
      () => text(tag.ia5String, value),
      (error) => isCaError(error, 'bad_der'),
    );
});

/** As RFC 5280 §4.1 has it, one value for each of its fields, nothing kept and nothing taken short. */
function encodePlainly(tbs: TbsCertificate): Uint8Array {
  const digits = tbs.serial.length % 2 === 0 ? tbs.serial : `0${tbs.serial}`;
  return encodeDer(
    sequence(
      explicit(0, integer(2)),
      unsignedInteger(findHex(digits) ?? assert.fail()),
      raw(tbs.algorithm.der),
      raw(tbs.issuerDer),
      sequence(time(tbs.notBeforeMs), time(tbs.notAfterMs)),
      raw(tbs.subjectDer),
      raw(tbs.spki),
      tbs.extensions.length > 0 ? explicit(3, encodeExtensions(tbs.extensions)) : undefined,
    ),
  );
}

function isFree({ type }: Extension): boolean {
  return type !== 'subject_alternative_name' && type !== 'subject_key_identifier';
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
