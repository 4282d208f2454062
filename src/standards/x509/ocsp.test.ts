import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { concat, findHex, isCaError, toHex } from '#base';
import type { ErrorCode } from '#base';
import { boolean, encodeDer, explicit, integer, octetString, oid, raw, sequence, tag } from '#der';
import type { DerValue } from '#der';
import { openssl, skipWithout, temporaryDirectory } from '#oracles';
import { certificatePem } from './certificate.ts';
import { encodeCertId, issuerId } from './ocsp-cert-id.ts';
import type { CertId, CertIdHash } from './ocsp-cert-id.ts';
import { encodeOcspRequest, parseOcspRequest } from './ocsp-request.ts';
import { parseOcspResponse } from './ocsp-response-reader.ts';
import {
  encodeOcspError,
  encodeOcspResponse,
  encodeResponseData,
  ocspStatuses,
} from './ocsp-response.ts';
import type { CertStatus, OcspStatus, ResponseData } from './ocsp-response.ts';
import { keyIdentifier } from './public-key.ts';
import { signMessage, verifySignature } from './signature.ts';
import { specimen, today } from './specimens.test.ts';
import type { Specimen } from './specimens.test.ts';
import { encodeTbsCertificate } from './tbs-certificate.ts';

const issuer = await specimen();
const nonce = new Uint8Array(32).fill(9);
const idOf = (serial: string, hash: CertIdHash = 'SHA1'): Uint8Array =>
  encodeCertId(issuerId(issuer, hash), serial);

test('a CertID names its issuer by two digests, in SHA-1 or SHA-2', () => {
  for (const [hash, node] of [
    ['SHA1', 'sha1'],
    ['SHA-256', 'sha256'],
    ['SHA-384', 'sha384'],
    ['SHA-512', 'sha512'],
  ] as const) {
    const [certId] = parseOcspRequest(encodeOcspRequest([idOf('ABC', hash)])).certIds;
    assert.ok(certId);
    assert.equal(certId.hash, hash);
    assert.equal(certId.serial, 'ABC');
    assert.equal(toHex(certId.nameHash), createHash(node).update(issuer.subjectDer).digest('hex'));
    assert.deepEqual(certId.der, idOf('ABC', hash));
  }
  const { keyHash } = issuerId(issuer, 'SHA1');
  assert.deepEqual(keyHash, keyIdentifier(issuer.spki));
});

test('several certificates are asked for in one request, with a nonce', () => {
  const request = parseOcspRequest(encodeOcspRequest([idOf('1'), idOf('2', 'SHA-256')], nonce));
  assert.deepEqual(
    request.certIds.map(({ serial }) => serial),
    ['1', '2'],
  );
  assert.deepEqual(request.nonce, nonce);
  assert.equal(parseOcspRequest(encodeOcspRequest([idOf('1')])).nonce, undefined);
});

const nonceOid = '1.3.6.1.5.5.7.48.1.2';
const one = sequence(sequence(raw(idOf('1'))));
const withNonce = (...values: DerValue[]): Uint8Array => {
  const extensions = values.map((value) => sequence(oid(nonceOid), octetString(value)));
  return encodeDer(sequence(sequence(one, explicit(2, sequence(...extensions)))));
};

test('a nonce has 1 to 128 octets', () => {
  for (const octets of [1, 32, 128])
    assert.equal(
      parseOcspRequest(withNonce(octetString(new Uint8Array(octets)))).nonce?.length,
      octets,
    );
  const bad = [octetString(new Uint8Array(0)), octetString(new Uint8Array(129)), integer(1)];
  for (const value of bad) refuses(() => parseOcspRequest(withNonce(value)), 'bad_request');
  const twice = octetString(nonce);
  refuses(() => parseOcspRequest(withNonce(twice, twice)), 'bad_request');
});

test('what need not be heeded in a request is passed over', () => {
  const name = explicit(1, explicit(4, raw(issuer.subjectDer)));
  const harmless = sequence(oid('1.3.6.1.5.5.7.48.1.8'), octetString(sequence()));
  const single = sequence(raw(idOf('1')), explicit(0, sequence(harmless)));
  const der = encodeDer(
    sequence(
      sequence(name, sequence(single), explicit(2, sequence(harmless))),
      explicit(0, sequence(integer(1))),
    ),
  );
  assert.equal(parseOcspRequest(der).certIds.length, 1);
});

test('a CertID in a hash that nobody here knows keeps its serial and its octets', () => {
  const odd = encodeDer(
    sequence(sequence(oid('1.2.3')), octetString(nonce), octetString(nonce), integer(255)),
  );
  const [certId] = parseOcspRequest(encodeOcspRequest([odd])).certIds;
  assert.equal(certId?.hash, null);
  assert.equal(certId?.serial, 'FF');
  assert.deepEqual(certId?.der, odd);
});

test('a CertID met before is known by all its octets, whatever became of those it was read from', () => {
  const whole = idOf('40AA');
  const message = encodeOcspRequest([whole]);
  const [first] = parseOcspRequest(message).certIds;
  message.fill(0);
  assert.deepEqual(first?.der, whole);
  for (let at = 0; at < whole.length; at++) {
    const damaged = whole.map((octet, i) => (i === at ? octet ^ 1 : octet));
    const read = readOrRefuse(encodeOcspRequest([damaged]));
    if (read) assert.deepEqual(read.der, damaged, `octet ${at}`);
  }
  assert.deepEqual(parseOcspRequest(encodeOcspRequest([whole])).certIds, [first]);
});

function readOrRefuse(request: Uint8Array): CertId | undefined {
  try {
    return parseOcspRequest(request).certIds[0];
  } catch (error) {
    assert.ok(isCaError(error, 'bad_request'));
    return undefined;
  }
}

test('what is no request that can be answered is refused', () => {
  const critical = sequence(oid('1.2.3'), boolean(true), octetString(sequence()));
  const good = encodeOcspRequest([idOf('1')]);
  const cases: [why: string, der: Uint8Array, code: ErrorCode][] = [
    ['nothing', new Uint8Array(0), 'bad_request'],
    ['trailing bytes', concat(good, new Uint8Array(1)), 'bad_request'],
    ['no certificate', encodeOcspRequest([]), 'bad_request'],
    ['version 2', encodeDer(sequence(sequence(explicit(0, integer(1)), one))), 'unsupported'],
    [
      'an unknown critical extension',
      encodeDer(sequence(sequence(one, explicit(2, sequence(critical))))),
      'unsupported',
    ],
    ['64 KiB', new Uint8Array(64 * 1024 + 1), 'too_large'],
    [
      '101 certificates',
      encodeOcspRequest(Array.from({ length: 101 }, () => idOf('1'))),
      'too_large',
    ],
    [
      'a negative serial',
      encodeOcspRequest([
        encodeDer(
          sequence(sequence(oid('1.2.3')), octetString(nonce), octetString(nonce), integer(-1)),
        ),
      ]),
      'bad_request',
    ],
  ];
  for (const [why, der, code] of cases) refuses(() => parseOcspRequest(der), code, why);
});

const statuses: readonly CertStatus[] = [
  { type: 'good' },
  { type: 'revoked', revokedMs: today - 1000, reason: 'keyCompromise' },
  { type: 'revoked', revokedMs: today - 1000, reason: 'unspecified' },
  { type: 'unknown' },
];

const data: ResponseData = {
  responderKeyHash: keyIdentifier(issuer.spki),
  producedAtMs: today,
  responses: statuses.map((status, i) => ({
    certIdDer: idOf(String(i + 1)),
    status,
    thisUpdateMs: today,
    nextUpdateMs: today + 86_400_000,
    ...(i === 1 && { archiveCutoffMs: today - 9000 }),
  })),
  nonce,
};

test('a response is read back as it was written, and its signature verifies', async () => {
  const { status, basic } = parseOcspResponse(await responseOf(issuer, data));
  assert.equal(status, 'successful');
  assert.ok(basic);
  assert.deepEqual(basic.responder, { keyHash: data.responderKeyHash });
  assert.equal(basic.producedAtMs, today);
  assert.deepEqual(basic.nonce, nonce);
  assert.deepEqual(basic.certificates, [issuer.certificateDer]);
  assert.deepEqual(
    basic.responses.map((each) => each.status),
    statuses,
  );
  assert.deepEqual(
    basic.responses.map((each) => each.certId.serial),
    ['1', '2', '3', '4'],
  );
  assert.deepEqual(
    basic.responses.map((each) => each.archiveCutoffMs),
    [undefined, today - 9000, undefined, undefined],
  );
  assert.equal(basic.responses[0]?.nextUpdateMs, today + 86_400_000);
  assert.ok(verifySignature(basic.algorithm, issuer.spki, basic.tbsDer, basic.signature));
});

test('an error is a response of five octets', () => {
  assert.equal(toHex(encodeOcspError('malformedRequest')), '30030a0101');
  assert.equal(toHex(encodeOcspError('unauthorized')), '30030a0106');
  for (const status of Object.keys(ocspStatuses) as OcspStatus[]) {
    if (status === 'successful') continue;
    assert.deepEqual(parseOcspResponse(encodeOcspError(status)), { status, basic: undefined });
  }
});

test('what is no response is refused', async () => {
  const good = await responseOf(issuer, data);
  const typed = (dotted: string): Uint8Array =>
    encodeDer(
      sequence(
        integer(0, tag.enumerated),
        explicit(0, sequence(oid(dotted), octetString(sequence()))),
      ),
    );
  const cases: [why: string, der: Uint8Array, code: ErrorCode][] = [
    ['nothing', new Uint8Array(0), 'bad_der'],
    ['trailing bytes', concat(good, new Uint8Array(1)), 'bad_der'],
    ['a status without a name', findHex('30030a0104') ?? good, 'bad_der'],
    ['success without an answer', findHex('30030a0100') ?? good, 'bad_der'],
    ['another type', typed('1.2.3'), 'unsupported'],
    ['an empty answer', typed('1.3.6.1.5.5.7.48.1.1'), 'bad_der'],
  ];
  for (const [why, der, code] of cases) refuses(() => parseOcspResponse(der), code, why);
});

test(
  'OpenSSL asks what we read and believes what we answer',
  { skip: skipWithout('openssl') },
  async () => {
    using directory = temporaryDirectory();
    const ca = directory.write('ca.pem', certificatePem(issuer.certificateDer));
    const leafTbs = {
      issuerDer: issuer.subjectDer,
      subjectDer: issuer.subjectDer,
      spki: issuer.spki,
    };
    const times = { notBeforeMs: today, notAfterMs: today + 86_400_000 };
    const fields = {
      ...leafTbs,
      ...times,
      serial: '55',
      algorithm: issuer.algorithm,
      extensions: [],
    };
    const leafDer = await issuer.sign(encodeTbsCertificate(fields));
    const leaf = directory.write('leaf.pem', certificatePem(leafDer));
    const request = `${directory.path}/request.der`;
    const about = ['ocsp', '-issuer', ca, '-cert', leaf, '-sha256', '-cert', leaf];
    await openssl([...about, '-reqout', request]);
    const asked = parseOcspRequest(await readFile(request));
    assert.deepEqual(
      asked.certIds.map(({ serial, hash }) => [serial, hash]),
      [
        ['55', 'SHA1'],
        ['55', 'SHA-256'],
      ],
    );
    assert.ok(asked.nonce);
    const now = Date.now();
    const answer = await responseOf(issuer, {
      ...data,
      producedAtMs: now,
      nonce: asked.nonce,
      responses: asked.certIds.map(({ der }, i) => ({
        certIdDer: der,
        status: statuses[i] ?? { type: 'unknown' },
        thisUpdateMs: now,
        nextUpdateMs: now + 60_000,
        archiveCutoffMs: today,
      })),
    });
    const response = directory.write('response.der', answer);
    const judged = ['-respin', response, '-CAfile', ca];
    const same = await openssl(['ocsp', '-issuer', ca, '-reqin', request, ...judged]);
    assert.equal(same.stderr, 'Response verify OK\n');
    const verdict = await openssl([...about, '-no_nonce', '-resp_text', ...judged]);
    assert.match(verdict.stdout, /OCSP Archive Cutoff:/);
    assert.match(verdict.stdout, /leaf\.pem: good/);
    assert.match(verdict.stdout, /Reason: keyCompromise/);
  },
);

async function responseOf(responder: Specimen, content: ResponseData): Promise<Uint8Array> {
  const tbsDer = encodeResponseData(content);
  const { algorithm, key, certificateDer } = responder;
  const signature = await signMessage(key, algorithm, tbsDer);
  return encodeOcspResponse({ tbsDer, algorithm, signature, certificates: [certificateDer] });
}

function refuses(act: () => unknown, code: ErrorCode, why?: string): void {
  assert.throws(act, (error) => isCaError(error, code), why);
}
