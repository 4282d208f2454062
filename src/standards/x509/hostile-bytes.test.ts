import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { CaError, Secret } from '#base';
import type { ErrorCode } from '#base';
import { parseSignatureAlgorithm } from './algorithms.ts';
import {
  certificatePem,
  parseCertificate,
  parseCertificateBundle,
  parseCertificateText,
} from './certificate.ts';
import { parseCrl } from './crl.ts';
import { csrPem, parseCsr, parseCsrText, verifyCsr } from './csr.ts';
import { encodeCertId, issuerId } from './ocsp-cert-id.ts';
import { encodeOcspRequest, parseOcspRequest } from './ocsp-request.ts';
import { parseOcspResponse } from './ocsp-response-reader.ts';
import { encodeOcspResponse, encodeResponseData } from './ocsp-response.ts';
import { encodePkcs12 } from './pkcs12.ts';
import { parsePkcs12 } from './pkcs12-reader.ts';
import { encodePkcs7, parsePkcs7 } from './pkcs7.ts';
import {
  decryptPkcs8,
  encodePkcs8,
  encryptPkcs8,
  parsePkcs8,
  parsePrivateKeyText,
} from './pkcs8.ts';
import { generateKey, publicKeyDer } from './private-key.ts';
import { keyIdentifier, parsePublicKey } from './public-key.ts';
import { verifySignature } from './signature.ts';
import { caExtensions, requestOf, specimen, today } from './specimens.test.ts';
import { encodeCrlEntries } from './encode-crl-entries.ts';
import { encodeTbsCrl } from './tbs-crl.ts';
import { parseTbsCertificate } from './tbs-certificate.ts';
import { checkPublicKey } from './weak-keys.ts';

const own = await specimen();
const password = new Secret('password');
const csr = await requestOf(own, caExtensions);
const nonce = new Uint8Array(16);
const certIdDer = encodeCertId(issuerId(own, 'SHA-256'), '1');
const status = { type: 'revoked', revokedMs: today, reason: 'superseded' } as const;
const single = { certIdDer, status, thisUpdateMs: today, nextUpdateMs: today };
const responderKeyHash = keyIdentifier(own.spki);
const response = encodeOcspResponse({
  tbsDer: encodeResponseData({ responderKeyHash, producedAtMs: today, responses: [single], nonce }),
  algorithm: own.algorithm,
  signature: nonce,
  certificates: [own.certificateDer],
});
const crl = await own.sign(
  encodeTbsCrl({
    algorithm: own.algorithm,
    issuerDer: own.subjectDer,
    thisUpdateMs: today,
    nextUpdateMs: today,
    entries: [
      encodeCrlEntries([
        { serial: '1', revokedMs: today, reason: 'superseded', compromisedMs: today },
      ]),
    ],
    extensions: [{ type: 'crl_number', critical: false, value: 7 }],
  }),
);
const rsaSpki = publicKeyDer(await generateKey({ type: 'rsa', bits: 2048 }));
const pfx = { key: own.key, certificates: [own.certificateDer] };

/** A parser with what it should read; reading includes everything that is decoded later. */
interface Reader {
  readonly name: string;
  readonly good: Uint8Array;
  readonly codes: readonly ErrorCode[];
  readonly read: (bytes: Uint8Array) => unknown;
}

const readers: readonly Reader[] = [
  {
    name: 'certificate',
    good: own.certificateDer,
    codes: ['bad_certificate', 'bad_key'],
    read(der) {
      const parsed = parseCertificate(der);
      verifySignature(parsed.algorithm, parsed.spki, parsed.tbsDer, parsed.signature);
    },
  },
  {
    name: 'TBSCertificate',
    good: parseCertificate(own.certificateDer).tbsDer,
    codes: ['bad_certificate'],
    read: parseTbsCertificate,
  },
  {
    name: 'CSR',
    good: csr,
    codes: ['bad_csr', 'bad_key'],
    read(der) {
      const parsed = parseCsr(der);
      assert.ok([parsed.subject, parsed.extensions]);
      verifyCsr(parsed);
    },
  },
  {
    name: 'CRL',
    good: crl,
    codes: ['bad_der'],
    read(der) {
      for (const entry of parseCrl(der).entries()) assert.ok(entry.extensions);
    },
  },
  {
    name: 'OCSP request',
    good: encodeOcspRequest([certIdDer, certIdDer], nonce),
    codes: ['bad_request', 'unsupported'],
    read: parseOcspRequest,
  },
  {
    name: 'OCSP response',
    good: response,
    codes: ['bad_der', 'unsupported'],
    read: parseOcspResponse,
  },
  {
    name: 'public key',
    good: own.spki,
    codes: ['bad_key'],
    read: (der) => checkPublicKey(parsePublicKey(der)),
  },
  {
    name: 'RSA public key',
    good: rsaSpki,
    codes: ['bad_key'],
    read: (der) => checkPublicKey(parsePublicKey(der)),
  },
  { name: 'private key', good: encodePkcs8(own.key), codes: ['bad_key'], read: parsePkcs8 },
  {
    name: 'encrypted private key',
    good: await encryptPkcs8(own.key, password, 1),
    codes: ['bad_key', 'unsupported'],
    read: (der) => decryptPkcs8(der, password),
  },
  {
    name: 'PKCS #7 bundle',
    good: encodePkcs7([own.certificateDer]),
    codes: ['bad_certificate'],
    read: parsePkcs7,
  },
  {
    name: 'PKCS #12 file',
    good: await encodePkcs12(pfx, password, { iterations: 1 }),
    codes: ['bad_key', 'unsupported'],
    read: (der) => parsePkcs12(der, password),
  },
  {
    name: 'PKCS #12 file with PBMAC1',
    good: await encodePkcs12(pfx, password, { iterations: 1, mac: 'pbmac1' }),
    codes: ['bad_key', 'unsupported'],
    read: (der) => parsePkcs12(der, password),
  },
  {
    name: 'AlgorithmIdentifier',
    good: own.algorithm.der,
    codes: ['bad_der'],
    read: parseSignatureAlgorithm,
  },
];

for (const { name, good, codes, read } of readers) {
  test(`${name}: with octets changed it is read or refused, nothing else`, async () => {
    await read(good);
    await fc.assert(
      fc.asyncProperty(mutant(good), async (bytes) => {
        try {
          await read(bytes);
        } catch (error) {
          if (!(error instanceof CaError) || !codes.includes(error.code)) throw error;
        }
      }),
      { numRuns: 200 },
    );
  });
}

test('texts: with octets changed they are read or refused, nothing else', async () => {
  const pems = [certificatePem(own.certificateDer), csrPem(csr)];
  const reads = [
    parseCertificateText,
    parseCertificateBundle,
    parseCsrText,
    parsePkcs7,
    (text: string) => parsePrivateKeyText(text, password),
  ];
  const anyText = fc.oneof(fc.string(), ...pems.map(mutantText));
  await fc.assert(
    fc.asyncProperty(anyText, fc.constantFrom(...reads), async (text, read) => {
      try {
        await read(text);
      } catch (error) {
        if (!(error instanceof CaError)) throw error;
      }
    }),
    { numRuns: 200 },
  );
});

/** One to four places of `good` overwritten, cut out or filled in with a few octets. */
function mutant(good: Uint8Array): fc.Arbitrary<Uint8Array> {
  const change = fc.record({
    at: fc.nat(good.length - 1),
    out: fc.nat(3),
    into: fc.uint8Array({ maxLength: 3 }),
  });
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    const octets = [...good];
    for (const { at, out, into } of changes) octets.splice(at, out, ...into);
    return new Uint8Array(octets);
  });
}

function mutantText(good: string): fc.Arbitrary<string> {
  return mutant(new TextEncoder().encode(good)).map((bytes) => new TextDecoder().decode(bytes));
}
