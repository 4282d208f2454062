import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { concat, isCaError, utf8 } from '#base';
import {
  bitString,
  constructed,
  contextTag,
  encodeDer,
  explicit,
  generalizedTime,
  integer,
  nothing,
  octetString,
  oid,
  oidToOctets,
  primitive,
  sequence,
  setOf,
  tag,
  text,
  time,
} from '#der';
import type { DerValue, OptionalDer } from '#der';
import { keyIdentifier, parseCertificate, parseCsr } from '#x509';
import { explain, gnutlsRefuses, gnutlsTakes, weAccept, weRefuse } from './disagreements.ts';

const ed25519 = sequence(oid('1.3.101.112'));
const signature = bitString(new Uint8Array(64));
const constraints = extension('2.5.29.19', sequence());

/** What a sample has in place of the parts that all others have. */
interface Parts {
  readonly version?: OptionalDer;
  readonly serial?: DerValue;
  readonly inner?: DerValue;
  readonly outer?: DerValue;
  readonly value?: DerValue;
  readonly rdn?: DerValue;
  readonly notAfter?: DerValue;
  readonly key?: DerValue;
  readonly identifier?: DerValue;
  readonly extensions?: OptionalDer;
  readonly signature?: DerValue;
}

function certificate(parts: Parts = {}): Uint8Array {
  const { value = text(tag.utf8String, 'a'), inner = ed25519, notAfter = time(1e12) } = parts;
  const rdn = parts.rdn ?? setOf([sequence(oid('2.5.4.3'), value)]);
  const name = sequence(rdn);
  const key = parts.key ?? sequence(ed25519, bitString(new Uint8Array(32)));
  const version = 'version' in parts ? parts.version : explicit(0, integer(2));
  const list = 'extensions' in parts ? parts.extensions : sequence(constraints);
  const validity = sequence(time(0), notAfter);
  const extensions = list && explicit(3, list);
  const { serial = integer(5), identifier } = parts;
  return encodeDer(
    sequence(
      sequence(version, serial, inner, name, validity, name, key, identifier, extensions),
      parts.outer ?? inner,
      parts.signature ?? signature,
    ),
  );
}

function extension(dotted: string, value: DerValue, critical?: DerValue): DerValue {
  return sequence(oid(dotted), critical, octetString(value));
}

function request(...attributes: DerValue[]): Uint8Array {
  return requestWith(constructed(0xa0, ...attributes));
}

function requestWith(attributes: DerValue): Uint8Array {
  const key = sequence(ed25519, bitString(new Uint8Array(32)));
  const info = sequence(integer(0), sequence(), key, attributes);
  return encodeDer(sequence(info, ed25519, signature));
}

function attribute(dotted: string, ...values: DerValue[]): DerValue {
  return sequence(oid(dotted), setOf(values));
}

const octets = (...values: number[]): Uint8Array => new Uint8Array(values);
const pss = sequence(oid('1.2.840.113549.1.1.10'), sequence(explicit(0, nothing())));
const [padded = 0, ...rest] = certificate();

const refused: readonly [why: RegExp, document: Uint8Array][] = [
  [/what follows/, concat(certificate(), octets(0))],
  [/BER/, octets(padded, (rest[0] ?? 0) + 1, 0, ...rest.slice(1))],
  [/characters/, certificate({ value: primitive(tag.ia5String, octets(0x80)) })],
  [/RDNs/, certificate({ rdn: setOf([]) })],
  [/any length/, certificate({ extensions: sequence(constraints, longOid()) })],
  [/times/, certificate({ notAfter: primitive(tag.utcTime, utf8('260101000000+0100')) })],
  [/times/, certificate({ notAfter: primitive(tag.utcTime, utf8('260229000000Z')) })],
  [/times/, certificate({ notAfter: primitive(tag.generalizedTime, utf8('20260101000000.5Z')) })],
  [/any octet/, certificate({ extensions: criticalExtension(octets(1)) })],
  [/any octet/, certificate({ extensions: criticalExtension(octets(0)) })],
  [/any octet/, certificate({ key: keyWith(primitive(tag.boolean, octets(1))) })],
  [/SEQUENCE or SET/, certificate({ key: keyWith(sequence(primitive(tag.null, octets(1)))) })],
  [/unused bits/, certificate({ signature: bitString(octets(0xf0), 4) })],
  [/unused bits/, certificate({ signature: primitive(tag.bitString, octets(4, 0xff)) })],
  [/value of an/, certificate({ extensions: sequence(extension('2.5.29.19', nothing())) })],
  [/twice \(RFC 5280/, certificate({ extensions: sequence(constraints, constraints) })],
  [/empty list/, certificate({ extensions: sequence() })],
  [/two signature/, certificate({ outer: sequence(oid('1.3.101.113')) })],
  [/RSASSA-PSS/, certificate({ inner: pss })],
  [/unique identifiers/, certificate({ identifier: explicit(1, bitString(octets(1))) })],
  [/any version/, certificate({ version: explicit(0, integer(7)) })],
  [/any version/, certificate({ version: undefined })],
  [/serial/, certificate({ serial: integer(-5) })],
  [/serial/, certificate({ serial: integer(2n ** 160n) })],
];

const refusedRequests: readonly [why: RegExp, document: Uint8Array][] = [
  [/SEQUENCE or SET/, request(attribute('1.2.3', sequence(primitive(tag.null, octets(1)))))],
  [/primitive form/, requestWith(primitive(contextTag(0), encodeDer(attribute('1.2.3'))))],
  [/extensionRequest/, request(attribute('1.2.840.113549.1.9.14'))],
  [
    /extensionRequest/,
    request(attribute('1.2.840.113549.1.9.14', sequence(constraints), sequence())),
  ],
];

const refusedByUsAlone: readonly [why: RegExp, document: Uint8Array][] = [
  [/empty SEQUENCE/, certificate({ rdn: setOf([sequence()]) })],
  [/INTEGERs/, certificate({ serial: primitive(tag.integer, octets(0, 1)) })],
];

const acceptedByAllButGnutls: readonly [why: RegExp, document: Uint8Array][] = [
  [/64 bits/, certificate({ rdn: setOf([sequence(longArc(), text(tag.utf8String, 'a'))]) })],
];

const accepted: readonly [why: RegExp, document: Uint8Array][] = [
  [/values of names/, certificate({ value: nothing() })],
  [/values of names/, certificate({ value: text(tag.visibleString, 'a') })],
  [/parameters of a key/, certificate({ key: keyWith(primitive(tag.bmpString, octets(1))) })],
];

const acceptedRequests: readonly [why: RegExp, document: Uint8Array][] = [
  [/in attributes/, request(attribute('1.2.3', primitive(tag.bmpString, octets(1))))],
];

test('what the samples are variants of is accepted by both', () => {
  for (const document of [certificate(), certificate({ notAfter: generalizedTime(3e12) })])
    assert.ok(weRead(document) && theyRead(document));
  assert.ok(weReadRequest(request()));
  assert.ok(weReadRequest(request(attribute('1.2.840.113549.1.9.14', sequence(constraints)))));
});

test('OpenSSL accepts and we refuse each sample, for the reason it is a sample of', () => {
  for (const [why, document] of refused) {
    assert.match(explain(weRefuse, document) ?? 'none', why);
    assert.ok(!weRead(document) && theyRead(document), String(why));
  }
  for (const [why, document] of refusedRequests) {
    assert.match(explain(weRefuse, document) ?? 'none', why);
    assert.ok(!weReadRequest(document), String(why));
  }
});

test('we refuse each sample of what GnuTLS alone accepts', () => {
  for (const [why, document] of refusedByUsAlone) {
    assert.match(explain(gnutlsTakes, document) ?? 'none', why);
    assert.equal(explain(weRefuse, document), undefined);
    assert.ok(!weRead(document) && !theyRead(document), String(why));
  }
});

test('we accept each sample of what GnuTLS alone refuses', () => {
  for (const [why, document] of acceptedByAllButGnutls) {
    assert.match(explain(gnutlsRefuses, document) ?? 'none', why);
    assert.equal(explain(weAccept, document), undefined);
    assert.ok(weRead(document) && theyRead(document), String(why));
  }
});

test('OpenSSL refuses and we accept each sample, for the reason it is a sample of', () => {
  for (const [why, document] of accepted) {
    assert.match(explain(weAccept, document) ?? 'none', why);
    assert.ok(weRead(document) && !theyRead(document), String(why));
  }
  for (const [why, document] of acceptedRequests) {
    assert.match(explain(weAccept, document) ?? 'none', why);
    assert.ok(weReadRequest(document), String(why));
  }
});

test('every reason has a sample', () => {
  const samples = [
    ...refused,
    ...refusedRequests,
    ...refusedByUsAlone,
    ...acceptedByAllButGnutls,
    ...accepted,
    ...acceptedRequests,
  ];
  const without = [...weRefuse, ...gnutlsTakes, ...gnutlsRefuses, ...weAccept].filter(
    ({ why }) => !samples.some(([pattern]) => pattern.test(why)),
  );
  assert.deepEqual(without, []);
});

test('what both accept needs no reason and has none', () => {
  for (const document of [certificate(), request()]) {
    assert.equal(explain(weRefuse, document), undefined);
    assert.equal(explain(weAccept, document), undefined);
  }
});

function criticalExtension(content: Uint8Array): DerValue {
  return sequence(extension('2.5.29.19', sequence(), primitive(tag.boolean, content)));
}

function longOid(): DerValue {
  const content = new Uint8Array(200).fill(1);
  content.set(oidToOctets('1.2'));
  return sequence(primitive(tag.oid, content), octetString(nothing()));
}

function longArc(): DerValue {
  return primitive(tag.oid, octets(0x2a, ...Array.from({ length: 10 }, () => 0x81), 1));
}

function keyWith(parameters: DerValue): DerValue {
  return sequence(sequence(oid('1.2.3.4'), parameters), bitString(new Uint8Array(32)));
}

function weRead(document: Uint8Array): boolean {
  return holds(() => parseCertificate(document));
}

function weReadRequest(document: Uint8Array): boolean {
  return holds(() => keyIdentifier(parseCsr(document).spki));
}

function holds(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    assert.ok(isCaError(error), String(error));
    return false;
  }
}

function theyRead(document: Uint8Array): boolean {
  try {
    return new X509Certificate(document).raw.length > 0;
  } catch {
    return false;
  }
}
