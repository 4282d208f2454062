import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, isCaError, utf8 } from '#base';
import type { ErrorCode } from '#base';
import {
  bitString,
  constructed,
  constructedTag,
  encodeDer,
  integer,
  octetString,
  oid,
  raw,
  sequence,
  setOf,
  tag,
  text,
} from '#der';
import type { DerValue, OptionalDer } from '#der';
import { openssl, skipWithout } from '#oracles';
import { findSignatureAlgorithm } from './algorithms.ts';
import { algorithmIdentifier } from './algorithm-identifier.ts';
import { csrPem, parseCsr, parseCsrText, verifyCsr } from './csr.ts';
import type { Extension } from './extension.ts';
import type { KeySpec } from './key-spec.ts';
import { encodeSigned } from './signed.ts';
import { requestOf, specimen } from './specimens.test.ts';

const maker = await specimen();
const other = await specimen();

const wishes: readonly Extension[] = [
  {
    type: 'subject_alternative_name',
    critical: false,
    value: [{ type: 'DNS', value: 'example.com' }],
  },
  { type: 'key_usage', critical: true, value: ['digital_signature'] },
];

/** Made by OpenSSL 3.0: P-256, one subjectAltName, one keyUsage. */
const foreign = `-----BEGIN CERTIFICATE REQUEST-----
MIIBKDCB0AIBADA1MQswCQYDVQQGEwJBVDEQMA4GA1UECgwHRXhhbXBsZTEUMBIG
A1UEAwwLZXhhbXBsZS5jb20wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATnEchB
gg1mHfK08JCyhHYTL1bmDwlpYlBKvGUscbKtU5JxIn8hPHXwk8tU/yT48srgxbRc
JQvC4HYho+vZ8npRoDkwNwYJKoZIhvcNAQkOMSowKDAWBgNVHREEDzANggtleGFt
cGxlLmNvbTAOBgNVHQ8BAf8EBAMCB4AwCgYIKoZIzj0EAwIDRwAwRAIgS/3Z+qBh
EVHE76z9tX/pACfCBJKdWOuesRxuNk1dknICICz6R2u22/GbYUILXq6QZKOEfE2v
UciX2c142rO95Vmt
-----END CERTIFICATE REQUEST-----`;

test('a CSR of OpenSSL is read and proves the possession of its key', () => {
  const csr = parseCsrText(foreign);
  verifyCsr(csr);
  assert.deepEqual(csr.subject.at(-1), { oid: '2.5.4.3', value: 'example.com' });
  assert.deepEqual(csr.extensions, wishes);
  assert.equal(csr.algorithm.id, 'ecdsa-sha256');
  assert.equal(csr.subject, csr.subject);
});

test('CSRs for every kind of signing key are written, read and verified', async () => {
  const specs: KeySpec[] = [
    { type: 'rsa', bits: 2048 },
    { type: 'ec', curve: 'P-384' },
    { type: 'ed25519' },
    { type: 'ed448' },
    { type: 'ml-dsa', set: 65 },
    { type: 'slh-dsa', set: 'shake-128f' },
  ];
  for (const spec of specs) {
    const csr = parseCsr(await requestOf(await specimen(spec), wishes));
    verifyCsr(csr);
    assert.deepEqual(csr.extensions, wishes);
  }
});

test('a CSR is found in PEM under both labels, with any line ends and text around it, and in DER', () => {
  const pem = csrPem(parseCsrText(foreign).der);
  const forms: (string | Uint8Array)[] = [
    pem,
    pem.replaceAll('\n', '\r\n'),
    `Certificate Request:\n    Data: ...\n${pem}`,
    pem.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'),
    utf8(pem),
    parseCsrText(foreign).der,
  ];
  for (const form of forms) verifyCsr(parseCsrText(form));
  for (const form of [
    '',
    'nothing',
    pem + pem,
    pem.replaceAll('CERTIFICATE REQUEST', 'CERTIFICATE'),
    new Uint8Array(3),
  ])
    refuses(() => parseCsrText(form), 'bad_csr');
});

const request = '1.2.840.113549.1.9.14';
const challenge = sequence(
  oid('1.2.840.113549.1.9.7'),
  setOf([text(tag.utf8String, 'do not keep me')]),
);
const wish = (dotted: string, ...values: DerValue[]): DerValue =>
  sequence(oid(dotted), setOf(values));
const list = (...values: DerValue[]): DerValue => sequence(...values);
const unknown = sequence(oid('1.2.3.4'), octetString(utf8('whatever')));

function info(
  attributes: OptionalDer,
  more: { version?: number; subject?: DerValue; spki?: DerValue } = {},
): Uint8Array {
  return encodeDer(
    sequence(
      integer(more.version ?? 0),
      more.subject ?? raw(maker.subjectDer),
      more.spki ?? raw(maker.spki),
      attributes,
    ),
  );
}

const attributes = (...values: DerValue[]): DerValue => constructed(constructedTag(0), ...values);

test('attributes that are no wish for extensions are passed over', async () => {
  const csr = parseCsr(await maker.sign(info(attributes(challenge, wish(request, list(unknown))))));
  verifyCsr(csr);
  assert.deepEqual(csr.extensions, [
    { type: 'unknown', critical: false, value: { oid: '1.2.3.4', value: 'd2hhdGV2ZXI=' } },
  ]);
});

test('the older attribute of Microsoft is a wish too, and attributes may be missing', async () => {
  const old = wish('1.3.6.1.4.1.311.2.1.14', list(unknown));
  assert.equal(parseCsr(await maker.sign(info(attributes(old)))).extensions.length, 1);
  assert.deepEqual(parseCsr(await maker.sign(info(undefined))).extensions, []);
  assert.deepEqual(parseCsr(await maker.sign(info(attributes()))).extensions, []);
});

test('malformed extensions and subjects hurt only those who look at them', async () => {
  const sans = sequence(oid('2.5.29.17'), octetString(utf8('not DER')));
  const csr = parseCsr(
    await maker.sign(
      info(attributes(wish(request, list(sans))), { subject: sequence(integer(1)) }),
    ),
  );
  verifyCsr(csr);
  refuses(() => csr.extensions, 'bad_csr');
  refuses(() => csr.subject, 'bad_csr');
});

test('what is not a CSR in strict DER is refused', async () => {
  const der = await maker.sign(info(attributes()));
  const two = wish(request, list(unknown), list(unknown));
  const cases: [why: string, der: Uint8Array][] = [
    ['trailing bytes', concat(der, new Uint8Array(1))],
    ['cut short', der.subarray(0, -1)],
    ['version 2', await maker.sign(info(attributes(), { version: 1 }))],
    ['a subject that is a number', await maker.sign(info(attributes(), { subject: integer(1) }))],
    ['a key that is a number', await maker.sign(info(attributes(), { spki: integer(1) }))],
    ['a key without bits', await maker.sign(info(attributes(), { spki: sequence(sequence()) }))],
    [
      'a key whose parameters are no value',
      await maker.sign(info(attributes(), { spki: keyWithParameters('060180') })),
    ],
    [
      'an attribute whose type is no OID',
      await maker.sign(info(attributes(odd('060180', '0500')))),
    ],
    ['an attribute whose value is none', await maker.sign(info(attributes(odd('06012a', '0200'))))],
    [
      'two wishes',
      await maker.sign(
        info(attributes(wish(request, list(unknown)), wish(request, list(unknown)))),
      ),
    ],
    ['two values of a wish', await maker.sign(info(attributes(two)))],
    ['no value of a wish', await maker.sign(info(attributes(wish(request))))],
    ['something else behind', await maker.sign(info(integer(1)))],
    [
      'a length that is not minimal, deep inside',
      encodeSigned(
        info(
          attributes(
            sequence(oid('1.2.3'), constructed(tag.set, raw(new Uint8Array([0x30, 0x81, 0])))),
          ),
        ),
        maker.algorithm,
        new Uint8Array(8),
      ),
    ],
  ];
  for (const [why, bytes] of cases) refuses(() => parseCsr(bytes), 'bad_csr', why);
  refuses(() => parseCsr(new Uint8Array(64 * 1024 + 1)), 'too_large');
});

test('a CSR must be signed by the key it is for, in an algorithm that is trusted', async () => {
  const tbs = info(attributes());
  const sha1 = findSignatureAlgorithm('ecdsa-sha1');
  const rsa = findSignatureAlgorithm('rsa-sha256');
  assert.ok(sha1 && rsa);
  const cases: [why: string, der: Uint8Array, words: RegExp][] = [
    ['another key', await other.sign(tbs), /not signed by the key/],
    [
      'another text',
      encodeSigned(tbs, maker.algorithm, parseCsr(await maker.sign(info(undefined))).signature),
      /not signed/,
    ],
    [
      'no signature',
      encodeSigned(tbs, maker.algorithm, new Uint8Array(0)),
      /not signed by the key/,
    ],
    ['another type', encodeSigned(tbs, rsa, new Uint8Array(256)), /not signed by the key/],
    ['SHA-1', encodeSigned(tbs, sha1, new Uint8Array(70)), /1\.2\.840\.10045\.4\.1/],
  ];
  for (const [why, der, words] of cases)
    assert.throws(
      () => verifyCsr(parseCsr(der)),
      (error) => isCaError(error, 'bad_csr') && words.test(error.detail),
      why,
    );
});

test('a CSR for a key that is weak or cannot sign is refused', async () => {
  const mlKem = sequence(algorithmIdentifier('2.16.840.1.101.3.4.4.1'), bits(800));
  const zero = sequence(algorithmIdentifier('1.3.101.112'), bits(32));
  const x25519 = sequence(algorithmIdentifier('1.3.101.110'), bits(32));
  const cases: [spki: DerValue, code: ErrorCode][] = [
    [mlKem, 'bad_csr'],
    [zero, 'bad_key'],
    [x25519, 'bad_key'],
  ];
  for (const [spki, code] of cases) {
    const csr = parseCsr(await maker.sign(info(attributes(), { spki })));
    refuses(() => verifyCsr(csr), code);
  }
});

test('OpenSSL verifies the CSRs we write', { skip: skipWithout('openssl') }, async () => {
  for (const spec of [{ type: 'ec', curve: 'P-256' }, { type: 'ed25519' }] as const) {
    const input = csrPem(await requestOf(await specimen(spec), wishes));
    const answer = await openssl(['req', '-verify', '-noout', '-text'], { input });
    assert.equal(answer.exitCode, 0);
    assert.match(answer.stdout, /DNS:example\.com/);
    assert.match(answer.stdout + answer.stderr, /verify OK/);
  }
});

function bits(octets: number): DerValue {
  return bitString(new Uint8Array(octets));
}

function refuses(act: () => unknown, code: ErrorCode, why?: string): void {
  assert.throws(act, (error) => isCaError(error, code), why);
}
/** An attribute of one value, both as they are. */
function odd(type: string, value: string): DerValue {
  return sequence(raw(hex(type)), constructed(tag.set, raw(hex(value))));
}

/** A key of a type that nobody knows. */
function keyWithParameters(parameters: string): DerValue {
  const algorithm = sequence(oid('1.2.3'), raw(hex(parameters)));
  return sequence(algorithm, bitString(new Uint8Array(32)));
}

function hex(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits, 'hex'));
}
