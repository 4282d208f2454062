import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssertionError, CaError, isCaError } from '#base';
import {
  encodeCrlEntries,
  findSignatureAlgorithm,
  issuerId,
  keyIdentifier,
  parseTbsCertificate,
} from '#x509';
import { leaf, san, server, usage } from './certificates.samples.ts';
import { crl, entry, reason } from './crls.samples.ts';
import { response } from './ocsp.samples.ts';
import { prepareCertificate } from './prepare-certificate.ts';
import { prepareCrl } from './prepare-crl.ts';
import { prepareOcspResponse } from './prepare-ocsp-response.ts';
import { Prepared } from './prepared.ts';

test('what is redeemed is, octet for octet, what was judged (I3)', () => {
  for (const prepared of all()) {
    const { tbsDer } = prepared;
    assert.deepEqual(prepared.redeem(), tbsDer);
  }
  const { tbsDer, context } = leaf();
  assert.deepEqual(prepareCertificate(tbsDer, context).redeem(), tbsDer);
});

test('leave to sign is given once', () => {
  for (const prepared of all()) {
    prepared.redeem();
    assert.throws(() => prepared.redeem(), AssertionError);
  }
});

test('nobody else can give leave to sign', () => {
  const { tbsDer } = leaf();
  const { algorithm } = parseTbsCertificate(tbsDer);
  assert.throws(
    () => new Prepared(Symbol('made by this room alone'), tbsDer, {}, algorithm),
    AssertionError,
  );
});

test('changes after the judgement change nothing that is signed', () => {
  for (const make of [certificate, list, answer]) {
    const { tbsDer, prepare } = make();
    const before = tbsDer.slice();
    const prepared = prepare();
    tbsDer.fill(0);
    prepared.tbsDer.fill(0);
    assert.deepEqual(prepared.redeem(), before);
  }
  const { tbsDer, context } = leaf();
  const prepared = prepareCertificate(tbsDer, context);
  prepared.document.spki.fill(0);
  prepared.document.subjectDer.fill(0);
  assert.deepEqual(prepared.redeem(), tbsDer);
});

test('an OCSP response that was agreed to vouches for no other, be it one octet apart', () => {
  const nonce = new Uint8Array(32).fill(7);
  const { tbsDer, context } = response({ nonce, asked: nonce });
  const { keyHash, nameHash } = issuerId(context.issuer, 'SHA1');
  const ours = [keyIdentifier(context.responder.spki), nameHash, keyHash, nonce];
  prepareOcspResponse(tbsDer, context);
  for (const part of ours) {
    const start = Buffer.from(tbsDer).indexOf(part);
    assert.ok(start > 0);
    for (const at of [start, start + part.length - 1]) {
      const damaged = tbsDer.with(at, (tbsDer[at] ?? 0) ^ 1);
      assert.throws(() => prepareOcspResponse(damaged, context), isLintFailed, `octet ${at}`);
    }
  }
  prepareOcspResponse(tbsDer, context);
});

test('the algorithm to sign in is the one that the document names', () => {
  const ecdsa = findSignatureAlgorithm('ecdsa-sha256');
  assert.equal(certificate().prepare().algorithm, ecdsa);
  assert.equal(list().prepare().algorithm, findSignatureAlgorithm('ecdsa-sha384'));
  assert.equal(answer().prepare().algorithm, ecdsa);
});

test('a refusal has one problem for each rule that says no, and its first in words', () => {
  const { tbsDer, context } = leaf({
    with: [usage('key_cert_sign'), san('DNS:a.example.com')],
    without: ['subject_key_identifier'],
  });
  assert.throws(
    () => prepareCertificate(tbsDer, context),
    (error) => {
      assert.ok(error instanceof CaError);
      assert.deepEqual(
        error.problems.map(({ code, path }) => [code, path]),
        [
          ['subject_key_identifier', []],
          ['key_cert_sign', []],
        ],
      );
      assert.equal(
        error.detail,
        'The certificate would break a rule: The subject key identifier is missing (RFC 5280 §4.2.1.2).',
      );
      return true;
    },
  );
});

test('the rules for TLS servers are asked only where a profile wants them', () => {
  const { tbsDer, context } = server({ with: [usage('digital_signature', 'key_encipherment')] });
  prepareCertificate(tbsDer, { issuer: context.issuer });
  prepareCertificate(tbsDer, { issuer: context.issuer, ruleSets: [] });
  assert.throws(() => prepareCertificate(tbsDer, context), isLintFailed);
});

test('each rule tells of the first entry of a CRL that it refuses, and of no more', () => {
  const entries = [
    entry({ serial: 1 }),
    entry({ serial: 2, with: [reason('unspecified')] }),
    entry({ serial: 3, with: [reason('unspecified')], revoked: '2027-01-01T00:00:00Z' }),
  ];
  const { tbsDer, context } = crl({ entries });
  assert.throws(
    () => prepareCrl(tbsDer, context),
    (error) => {
      assert.ok(error instanceof CaError);
      assert.deepEqual(
        error.problems.map(({ detail }) => detail),
        [
          'An entry gives the reason unspecified: serial number 2 (RFC 5280 §5.3.1)',
          'An entry was revoked after the CRL was made: serial number 3 (Certwright)',
        ],
      );
      return true;
    },
  );
});

test('entries as #x509 writes them are agreed to, with and without a reason', () => {
  const { tbsDer, context } = crl({
    entries: [
      (writer) =>
        writer.octets(
          encodeCrlEntries([
            { serial: '40AA', revokedMs: Date.UTC(2026, 0, 1) },
            { serial: '40AB', revokedMs: Date.UTC(2026, 0, 1), reason: 'unspecified' },
            {
              serial: '40AC',
              revokedMs: Date.UTC(2026, 0, 1),
              reason: 'keyCompromise',
              compromisedMs: Date.UTC(2025, 0, 1),
            },
          ]),
        ),
    ],
  });
  assert.equal([...prepareCrl(tbsDer, context).document.entries()].length, 3);
});

test('bytes that are no such document are refused as such', () => {
  const bytes = new Uint8Array([0x30, 0x00]);
  const refused = (prepare: () => unknown, code: string): void =>
    assert.throws(prepare, (error) => error instanceof CaError && error.code === code);
  refused(() => prepareCertificate(bytes, leaf().context), 'bad_certificate');
  refused(() => prepareCrl(bytes, crl().context), 'bad_der');
  refused(() => prepareOcspResponse(bytes, response().context), 'bad_der');
});

interface Made {
  readonly tbsDer: Uint8Array;
  prepare(): Prepared<unknown>;
}

function all(): Prepared<unknown>[] {
  return [certificate(), list(), answer()].map((made) => made.prepare());
}

function certificate(): Made {
  const { tbsDer, context } = leaf();
  return { tbsDer, prepare: () => prepareCertificate(tbsDer, context) };
}

function list(): Made {
  const { tbsDer, context } = crl();
  return { tbsDer, prepare: () => prepareCrl(tbsDer, context) };
}

function answer(): Made {
  const { tbsDer, context } = response();
  return { tbsDer, prepare: () => prepareOcspResponse(tbsDer, context) };
}

function isLintFailed(error: unknown): boolean {
  return isCaError(error, 'lint_failed');
}
