/**
 * Invariant I6 where mutants do not go: messages at the largest size that is read, made of as many parts as fit, each of
 * them harmless. What is slower than linear shows here.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bitString,
  constructed,
  constructedTag,
  contextTag,
  encodeDer,
  explicit,
  nothing,
  octetString,
  oid,
  parseDer,
  raw,
  sequence,
  setOf,
  tag,
  text,
  unsignedInteger,
} from '#der';
import type { DerValue } from '#der';
import { encodeCrlEntries, encodeSigned, encodeTbsCrl, parseCrl } from '#x509';
import { judge } from './campaign.ts';
import { crls, noon, ownCertificate, privateKeys, sealCertificate } from './documents.ts';
import { fixtures } from './fixtures.ts';
import { sealPkcs12 } from './sealed.ts';
import { octetTargets, textTargets } from './targets.ts';
import type { Input, Target } from './targets.ts';

const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

const octets = (name: string, what: string, input: Uint8Array): (() => Promise<boolean>) =>
  run(octetTargets, name, what, input);
const words = (name: string, what: string, input: string): (() => Promise<boolean>) =>
  run(textTargets, name, what, input);

const size = 1 << 20;
const attribute = (i: number): DerValue => sequence(oid('2.5.4.3'), text(tag.utf8String, `a${i}`));
const host = (i: number): DerValue => text(tag.ia5String, `a${i}.example`, contextTag(2));
const [encryptedKey] = fixtures('ENCRYPTED PRIVATE KEY');
const rsa = sequence(oid('1.2.840.113549.1.1.1'), nothing());

const giants: readonly (() => Promise<boolean>)[] = [
  octets('checkDer', 'a quarter of a million elements', encodeDer(sequenceOf(size / 4, nothing))),
  octets('DerReader', 'a quarter of a million elements', encodeDer(sequenceOf(size / 4, nothing))),
  octets('decodeName', 'attributes', encodeDer(sequenceOf(8000, (i) => setOf([attribute(i)])))),
  octets('decodeName', 'attributes in one RDN', encodeDer(sequence(setOf(many(8000, attribute))))),
  octets(
    'parseCertificate',
    'unknown extensions',
    certificate(many(3000, (i) => extension(`1.2.3.${i}`, nothing()))),
  ),
  octets(
    'parseCertificate',
    'alternative names',
    certificate([extension('2.5.29.17', sequenceOf(3500, host))]),
  ),
  octets('parseCertificate', 'subtrees', certificate([extension('2.5.29.30', subtrees(3000))])),
  octets('findPath', 'subtrees', tbsCertificate([extension('2.5.29.30', subtrees(3000))])),
  octets('parsePublicKey', 'an RSA modulus of 16,384 bits', publicKey(2048)),
  octets('parsePublicKey', 'an RSA modulus of 16,776 bits', publicKey(2097)),
  octets('parseCrl', 'entries', crl(5000)),
  octets(
    'parseOcspRequest',
    'requests',
    encodeDer(sequence(sequence(sequenceOf(10_000, () => sequence())))),
  ),
  octets('parsePkcs7', 'certificates', bundle(50_000)),
  octets('parsePkcs12', 'bags that are passed over', sealPkcs12(safe('4', 10_000))),
  octets('parsePkcs12', 'keys', sealPkcs12(safe('1', 5000, privateKeys[0]))),
  octets('parsePkcs12', 'encrypted keys', sealPkcs12(safe('2', 5000, encryptedKey))),
  ...many(4, (i) => words('parsePem', 'filler', '\n -x'.charAt(i).repeat(size))),
  words('parsePem', 'lines of dashes', '-----\n'.repeat(size / 6)),
  words('parsePem', 'a body of short lines', pemOf('A\n'.repeat(size / 2 - 40))),
  words('parsePem', 'blocks', pemOf('AAAA\n').repeat(size / 40 - 5000)),
  ...['CN=a,', 'CN=a+', '\\', '/CN=a', '"', ' '].map((piece) =>
    words('name', piece, `CN=${piece.repeat(20_000)}`),
  ),
  ...['a.', 'xn--a.', 'ä', '%41', '@', '::', 'a@', '\u0301', '*.'].flatMap((piece) =>
    ['', 'URI:http://a/', 'dirName:CN=', 'email:a@'].map((prefix) =>
      words('parseGeneralName', prefix + piece, prefix + piece.repeat(20_000)),
    ),
  ),
];

test('the largest messages of the smallest parts are read or refused by a CaError, in time', async () => {
  for (const giant of giants) await giant();
});

function run<T extends Input>(
  targets: readonly Target<T>[],
  name: string,
  what: string,
  input: T,
): () => Promise<boolean> {
  const target = targets.find((each) => each.name === name);
  assert.ok(target, name);
  return async () => (await judge({ ...target, name: `${name}, ${what}` }, input)).accepted;
}

function sequenceOf(count: number, make: (i: number) => DerValue): DerValue {
  const parts = many(count, (i) => encodeDer(make(i)));
  return (writer) => {
    const before = writer.size;
    for (const part of parts.toReversed()) writer.octets(part);
    writer.header(tag.sequence, before);
  };
}

function extension(dotted: string, value: DerValue): DerValue {
  return sequence(oid(dotted), octetString(value));
}

function subtrees(count: number): DerValue {
  const list = many(count, (i) => sequence(host(i)));
  return sequence(constructed(constructedTag(0), ...list));
}

function tbsCertificate(extensions: readonly DerValue[]): Uint8Array {
  const fields = parseDer(ownCertificate('CN=a', []), (reader) =>
    reader.list((inner) => inner.any().der),
  );
  return encodeDer(sequence(...fields.map(raw), explicit(3, sequence(...extensions))));
}

function certificate(extensions: readonly DerValue[]): Uint8Array {
  return sealCertificate(tbsCertificate(extensions));
}

function publicKey(octetCount: number): Uint8Array {
  const modulus = new Uint8Array(octetCount).fill(0xff);
  const numbers = sequence(unsignedInteger(modulus), unsignedInteger(new Uint8Array([1, 0, 1])));
  return encodeDer(sequence(rsa, bitString(encodeDer(numbers))));
}

function crl(count: number): Uint8Array {
  const [first = new Uint8Array(0)] = crls;
  const { algorithm, issuerDer } = parseCrl(first);
  const revocations = many(count, (i) => ({
    serial: (0x40_0000 + i).toString(16),
    revokedMs: noon,
  }));
  const tbs = encodeTbsCrl({
    algorithm,
    issuerDer,
    thisUpdateMs: noon,
    nextUpdateMs: noon,
    entries: [encodeCrlEntries(revocations)],
    extensions: [],
  });
  return encodeSigned(tbs, algorithm, new Uint8Array(64));
}

function bundle(count: number): Uint8Array {
  const certificates = parseDer(encodeDer(sequenceOf(count, () => sequence())), (reader) =>
    reader.octetString(tag.sequence),
  );
  const content = sequence(
    unsignedInteger(new Uint8Array([1])),
    setOf([]),
    sequence(oid('1.2.840.113549.1.7.1')),
    (writer) => {
      const before = writer.size;
      writer.octets(certificates);
      writer.header(constructedTag(0), before);
    },
    setOf([]),
  );
  return encodeDer(sequence(oid('1.2.840.113549.1.7.2'), explicit(0, content)));
}

/** As many bags of one kind of RFC 7292 §4.2. */
function safe(kind: string, count: number, value: Uint8Array = encodeDer(sequence())): Uint8Array {
  const type = oid(`1.2.840.113549.1.12.10.1.${kind}`);
  const content = sequenceOf(count, () => sequence(type, explicit(0, raw(value))));
  const info = sequence(oid('1.2.840.113549.1.7.1'), explicit(0, octetString(content)));
  return encodeDer(sequence(info));
}

function pemOf(body: string): string {
  return `-----BEGIN X-----\n${body}\n-----END X-----\n`;
}
