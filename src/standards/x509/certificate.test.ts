import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { concat, isCaError, toHex, utf8 } from '#base';
import type { ErrorCode } from '#base';
import {
  bitString,
  boolean,
  encodeDer,
  encodePem,
  explicit,
  integer,
  octetString,
  oid,
  raw,
  sequence,
} from '#der';
import type { OptionalDer } from '#der';
import { openssl, skipWithout, temporaryDirectory } from '#oracles';
import { findSignatureAlgorithm } from './algorithms.ts';
import {
  certificatePem,
  parseCertificate,
  parseCertificateBundle,
  parseCertificateText,
} from './certificate.ts';
import { fingerprint } from './hashes.ts';
import type { KeySpec } from './key-spec.ts';
import { privateKeyPem } from './pkcs8.ts';
import { generateKey } from './private-key.ts';
import { verifySignature } from './signature.ts';
import { encodeSigned } from './signed.ts';
import { caExtensions, specimen, today } from './specimens.test.ts';
import { encodeTbsCertificate, parseTbsCertificate } from './tbs-certificate.ts';
import { timeDer } from './time-der.ts';

const root = await specimen();

/** Made by OpenSSL 3.0: P-256, five extensions. */
const foreign = `-----BEGIN CERTIFICATE-----
MIIB7zCCAZSgAwIBAgIUYM/esLFgrPPEFw6mOR9p8Kr7piAwCgYIKoZIzj0EAwIw
NTELMAkGA1UEBhMCQVQxEDAOBgNVBAoMB0V4YW1wbGUxFDASBgNVBAMMC2V4YW1w
bGUuY29tMB4XDTI2MTEyMjAwMDUxNVoXDTM2MTExOTAwMDUxNVowNTELMAkGA1UE
BhMCQVQxEDAOBgNVBAoMB0V4YW1wbGUxFDASBgNVBAMMC2V4YW1wbGUuY29tMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE5xHIQYINZh3ytPCQsoR2Ey9W5g8JaWJQ
SrxlLHGyrVOScSJ/ITx18JPLVP8k+PLK4MW0XCULwuB2IaPr2fJ6UaOBgTB/MB0G
A1UdDgQWBBRbWG0GGOY6RnJYM3O96znz/cSdOjAfBgNVHSMEGDAWgBRbWG0GGOY6
RnJYM3O96znz/cSdOjAPBgNVHRMBAf8EBTADAQH/MBwGA1UdEQQVMBOCC2V4YW1w
bGUuY29thwTAAAIBMA4GA1UdDwEB/wQEAwIHgDAKBggqhkjOPQQDAgNJADBGAiEA
4qRErgxTzdxrAd0cZ7OBZZD/Of7/b0PIRHe/D9YBBBUCIQDwpkgYNDScAv89Mzm2
cbu6CcAzzWqo7dd8czGjcq9VAg==
-----END CERTIFICATE-----`;

const specs: KeySpec[] = [
  { type: 'ec', curve: 'P-256' },
  { type: 'ec', curve: 'P-384' },
  { type: 'rsa', bits: 2048 },
  { type: 'ed25519' },
  { type: 'ed448' },
  { type: 'ml-dsa', set: 44 },
  { type: 'ml-dsa', set: 87 },
  { type: 'slh-dsa', set: 'sha2-128f' },
];

test('what we write is what Node reads, and verifies, for every kind of key', async () => {
  for (const spec of specs) {
    const { certificateDer, key, spki } = await specimen(spec);
    const oracle = new X509Certificate(certificateDer);
    const parsed = parseCertificate(certificateDer);
    assert.equal(oracle.serialNumber, parsed.serial);
    assert.equal(Date.parse(oracle.validFrom), parsed.notBeforeMs);
    assert.equal(Date.parse(oracle.validTo), parsed.notAfterMs);
    assert.equal(oracle.fingerprint256, fingerprint(certificateDer, 'SHA-256'));
    assert.ok(oracle.ca);
    assert.ok(oracle.checkPrivateKey(key));
    assert.ok(oracle.verify(oracle.publicKey));
    assert.ok(verifySignature(parsed.algorithm, spki, parsed.tbsDer, parsed.signature));
  }
});

test('reading and writing are each the other way round', () => {
  const parsed = parseCertificate(root.certificateDer);
  assert.equal(parsed.version, 2);
  assert.equal(parsed.serial, '40AA');
  assert.deepEqual(parsed.subject.at(-1), { oid: '2.5.4.3', value: 'Root' });
  assert.deepEqual(parsed.extensions, caExtensions);
  assert.equal(parsed.algorithm, findSignatureAlgorithm('ecdsa-sha256'));
  assert.deepEqual(encodeTbsCertificate(parsed), parsed.tbsDer);
  assert.deepEqual(encodeSigned(parsed.tbsDer, parsed.algorithm, parsed.signature), parsed.der);
  const { der, tbsDer, signature, ...fields } = parsed;
  assert.deepEqual(parseTbsCertificate(tbsDer), fields);
  assert.equal(der.length, root.certificateDer.length);
  assert.equal(signature[0], 0x30);
});

test('a certificate of OpenSSL is read as Node reads it', () => {
  const parsed = parseCertificateText(foreign);
  const oracle = new X509Certificate(foreign);
  assert.equal(parsed.serial, oracle.serialNumber);
  assert.equal(parsed.notBeforeMs, Date.parse(oracle.validFrom));
  assert.equal(parsed.notAfterMs, Date.parse(oracle.validTo));
  assert.deepEqual(
    parsed.extensions.map(({ type }) => type),
    [
      'subject_key_identifier',
      'authority_key_identifier',
      'basic_constraints',
      'subject_alternative_name',
      'key_usage',
    ],
  );
  assert.equal(
    oracle.subjectAltName,
    'DNS:example.com, IP Address:192.0.2.1',
    JSON.stringify(parsed.extensions),
  );
  assert.ok(verifySignature(parsed.algorithm, parsed.spki, parsed.tbsDer, parsed.signature));
  assert.deepEqual(encodeTbsCertificate(parsed), parsed.tbsDer);
});

test('a certificate is found in PEM with any line ends and text around it, and in DER', () => {
  const pem = certificatePem(root.certificateDer);
  const forms: (string | Uint8Array)[] = [
    pem,
    pem.replaceAll('\n', '\r\n'),
    `subject=CN = x\n${pem}\nand more`,
    `\ufeff${pem}`,
    pem.replaceAll('CERTIFICATE', 'X509 CERTIFICATE'),
    utf8(pem),
    root.certificateDer,
  ];
  for (const form of forms) assert.deepEqual(parseCertificateText(form).der, root.certificateDer);
});

test('a bundle gives its certificates in order and passes over other blocks', () => {
  const pem = certificatePem(root.certificateDer);
  const bundle = `${pem}${encodePem('EC PARAMETERS', new Uint8Array(4))}${pem}`;
  assert.equal(parseCertificateBundle(bundle).length, 2);
  assert.equal(parseCertificateBundle(root.certificateDer).length, 1);
  refuses(() => parseCertificateBundle('nothing here'), 'bad_certificate');
  refuses(() => parseCertificateText(bundle), 'bad_certificate');
});

interface Parts {
  readonly version?: OptionalDer;
  readonly inner?: OptionalDer;
  readonly validity?: OptionalDer;
  readonly subject?: OptionalDer;
  readonly spki?: OptionalDer;
  readonly tail?: readonly OptionalDer[];
}

/** A certificate put together by hand, so that it may be wrong; its signature is not looked at. */
function assembled(parts: Parts): Uint8Array {
  const subject = parts.subject ?? raw(root.subjectDer);
  const tbs = encodeDer(
    sequence(
      'version' in parts ? parts.version : explicit(0, integer(2)),
      integer(1),
      parts.inner ?? raw(root.algorithm.der),
      raw(root.subjectDer),
      parts.validity ?? sequence(raw(timeDer(today)), raw(timeDer(today))),
      subject,
      parts.spki ?? raw(root.spki),
      ...(parts.tail ?? []),
    ),
  );
  return encodeSigned(tbs, root.algorithm, new Uint8Array(8));
}

const extension = (...values: OptionalDer[]): OptionalDer =>
  sequence(oid('1.2.3'), ...values, octetString(new Uint8Array(2)));
const extensions = (...list: OptionalDer[]): OptionalDer => explicit(3, sequence(...list));

test('old forms are read: v1 and v2, unique identifiers, unknown keys', () => {
  assert.equal(parseCertificate(assembled({ version: undefined })).version, 0);
  const identifiers = [
    bitString(new Uint8Array(1), 0, 0x81),
    bitString(new Uint8Array(1), 0, 0x82),
  ];
  const v2 = assembled({ version: explicit(0, integer(1)), tail: identifiers });
  assert.equal(parseCertificate(v2).version, 1);
  const unknown = sequence(sequence(oid('1.2.3')), bitString(new Uint8Array(1)));
  assert.equal(parseCertificate(assembled({ spki: unknown })).extensions.length, 0);
});

test('what is not a certificate in strict DER is refused', () => {
  const der = root.certificateDer;
  const cases: [why: string, der: Uint8Array][] = [
    ['nothing', new Uint8Array(0)],
    ['trailing bytes', concat(der, new Uint8Array(1))],
    ['cut short', der.subarray(0, -1)],
    ['another inner algorithm', assembled({ inner: sequence(oid('1.2.840.10045.4.3.3')) })],
    ['version 1 written', assembled({ version: explicit(0, integer(0)) })],
    ['version 4', assembled({ version: explicit(0, integer(3)) })],
    [
      'extensions in v2',
      assembled({ version: explicit(0, integer(1)), tail: [extensions(extension())] }),
    ],
    [
      'unique identifiers in v1',
      assembled({ version: undefined, tail: [bitString(new Uint8Array(1), 0, 0x81)] }),
    ],
    ['one extension twice', assembled({ tail: [extensions(extension(), extension())] })],
    ['no extension where they begin', assembled({ tail: [extensions()] })],
    ['critical FALSE written', assembled({ tail: [extensions(extension(boolean(false)))] })],
    ['something behind the extensions', assembled({ tail: [extensions(extension()), integer(1)] })],
    [
      'three times',
      assembled({
        validity: sequence(raw(timeDer(today)), raw(timeDer(today)), raw(timeDer(today))),
      }),
    ],
    ['a subject that is no name', assembled({ subject: sequence(integer(1)) })],
    ['a key that is none', assembled({ spki: sequence(integer(1)) })],
  ];
  for (const [why, bytes] of cases) refuses(() => parseCertificate(bytes), 'bad_certificate', why);
  parseCertificate(assembled({ tail: [extensions(extension(boolean(true)))] }));
});

test('a certificate larger than allowed is not looked at', () => {
  refuses(() => parseCertificate(new Uint8Array(64 * 1024 + 1)), 'too_large');
  refuses(() => parseCertificate(root.certificateDer, 100), 'too_large');
  refuses(() => parseTbsCertificate(new Uint8Array(64 * 1024 + 1)), 'too_large');
  refuses(() => parseCertificateText('x'.repeat(2 ** 20 + 1)), 'too_large');
});

test('validity is written as UTCTime through 2049 and as GeneralizedTime from 2050', async () => {
  const notAfterMs = Date.UTC(2050, 0, 1);
  const notBeforeMs = notAfterMs - 1000;
  const { certificateDer } = await specimen({ type: 'ed25519' }, { notBeforeMs, notAfterMs });
  const hex = toHex(certificateDer);
  assert.ok(
    hex.includes(`170d${toHex(utf8('491231235959Z'))}180f${toHex(utf8('20500101000000Z'))}`),
  );
  assert.equal(parseCertificate(certificateDer).notAfterMs, notAfterMs);
});

test('OpenSSL verifies and shows what we wrote', { skip: skipWithout('openssl') }, async () => {
  for (const spec of specs.filter(({ type }) => !type.includes('dsa'))) {
    const { certificateDer } = await specimen(spec);
    const input = certificatePem(certificateDer);
    const answer = await openssl(
      ['x509', '-noout', '-serial', '-subject', '-fingerprint', '-sha256'],
      { input },
    );
    assert.match(answer.stdout, /serial=40AA\n/);
    assert.match(answer.stdout, /C = AT, O = Example, CN = Root\n/);
    assert.ok(answer.stdout.includes(fingerprint(certificateDer, 'SHA-256')));
  }
});

test('RSASSA-PSS as OpenSSL writes it verifies', { skip: skipWithout('openssl') }, async () => {
  using directory = temporaryDirectory();
  const key = await generateKey({ type: 'rsa', bits: 2048 });
  const keyFile = directory.write('key.pem', await privateKeyPem(key));
  for (const salt of ['digest', 'max']) {
    const words = 'req -x509 -subj /CN=pss -sha384 -sigopt rsa_padding_mode:pss -sigopt';
    const args = [...words.split(' '), `rsa_pss_saltlen:${salt}`, '-key', keyFile];
    const { algorithm, spki, tbsDer, signature } = parseCertificateText(
      (await openssl(args)).stdout,
    );
    assert.equal(algorithm.id, 'rsa-pss-sha384');
    assert.ok(verifySignature(algorithm, spki, tbsDer, signature), salt);
  }
});

function refuses(act: () => unknown, code: ErrorCode, why?: string): void {
  assert.throws(act, (error) => isCaError(error, code), why);
}
