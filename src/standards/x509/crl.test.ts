import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concat, isCaError, utf8 } from '#base';
import type { ErrorCode } from '#base';
import { encodeDer, explicit, integer, octetString, oid, raw, sequence } from '#der';
import type { DerValue } from '#der';
import { openssl, skipWithout, temporaryDirectory } from '#oracles';
import { certificatePem } from './certificate.ts';
import { crlPem, parseCrl, parseCrlText } from './crl.ts';
import { encodeCrlEntries } from './encode-crl-entries.ts';
import type { Revocation } from './encode-crl-entries.ts';
import type { Extension } from './extension.ts';
import { revocationReasons } from './revocation-reason.ts';
import { verifySignature } from './signature.ts';
import { encodeSigned } from './signed.ts';
import { specimen, today } from './specimens.test.ts';
import { encodeTbsCrl } from './tbs-crl.ts';
import type { TbsCrl } from './tbs-crl.ts';
import { timeDer } from './time-der.ts';

const issuer = await specimen();
const hour = 3_600_000;

const crlNumber: Extension = { type: 'crl_number', critical: false, value: 7 };

const revocations: readonly Revocation[] = [
  { serial: '1', revokedMs: today },
  { serial: 'ABCDEF', revokedMs: today - hour, reason: 'keyCompromise' },
  {
    serial: '7F'.repeat(20),
    revokedMs: today,
    reason: 'superseded',
    compromisedMs: today - 48 * hour,
  },
  { serial: '80', revokedMs: today, reason: 'unspecified' },
  { serial: '2', revokedMs: Date.UTC(2050, 0, 1), compromisedMs: today },
];

test('what is written is read back, entry by entry', async () => {
  const der = await issuer.sign(tbs([encodeCrlEntries(revocations)]));
  const crl = parseCrl(der);
  assert.equal(crl.version, 1);
  assert.equal(crl.thisUpdateMs, today);
  assert.equal(crl.nextUpdateMs, today + 24 * hour);
  assert.deepEqual(crl.extensions, [crlNumber]);
  assert.deepEqual(crl.issuer.at(-1), { oid: '2.5.4.3', value: 'Root' });
  assert.ok(verifySignature(crl.algorithm, issuer.spki, crl.tbsDer, crl.signature));
  const entries = [...crl.entries()];
  assert.deepEqual(
    entries.map(({ serial, revokedMs }) => ({ serial, revokedMs })),
    revocations.map(({ serial, revokedMs }) => ({ serial, revokedMs })),
  );
  assert.deepEqual(
    entries.map(({ extensions }) => extensions.map(({ value }) => value)),
    [[], ['key_compromise'], ['superseded', '2026-11-19T00:00:00Z'], [], ['2026-11-21T00:00:00Z']],
  );
  assert.equal([...crl.entries()].length, 5);
});

test('every reason is written as its number, and unspecified not at all', () => {
  for (const { rfcName, name } of revocationReasons) {
    const list = encodeCrlEntries([{ serial: '1', revokedMs: today, reason: rfcName }]);
    const [entry] = parseCrl(framed(tbs([list]))).entries();
    assert.deepEqual(
      entry?.extensions.map(({ value }) => value),
      name === 'unspecified' ? [] : [name],
    );
  }
});

test('entries go onto a CRL as they are, one at a time, in runs, or not at all', async () => {
  const one = revocations.map((each) => encodeCrlEntries([each]));
  const together = encodeCrlEntries(revocations);
  assert.deepEqual(concat(...one), together);
  assert.deepEqual(tbs(one), tbs([together]));
  assert.deepEqual(tbs(new Set([together])), tbs([together]));
  const empty = parseCrl(await issuer.sign(tbs([])));
  assert.deepEqual([...empty.entries()], []);
  assert.deepEqual(tbs([new Uint8Array(0)]), empty.tbsDer);
});

test('the number of entries is no limit', async () => {
  const run = encodeCrlEntries(
    Array.from({ length: 1000 }, (_, i) => ({ serial: (i + 1).toString(16), revokedMs: today })),
  );
  const runs = Array.from({ length: 60 }, () => run);
  const crl = parseCrl(await issuer.sign(tbs(runs)));
  assert.ok(crl.der.length > 1 << 20);
  let count = 0;
  for (const { serial } of crl.entries()) count += serial === '3E8' ? 1 : 0;
  assert.equal(count, 60);
});

test('a CRL is found in PEM and in DER', async () => {
  const der = await issuer.sign(tbs([]));
  for (const form of [crlPem(der), utf8(`text\r\n${crlPem(der)}`), der])
    assert.deepEqual(parseCrlText(form).der, der);
  refuses(() => parseCrlText('nothing'), 'bad_der');
});

test('old CRLs are read: v1, without nextUpdate, with an empty list', () => {
  const v1 = sequence(...header, raw(timeDer(today)), sequence(entry(integer(5))));
  const crl = parseCrl(framed(encodeDer(v1)));
  assert.equal(crl.version, 0);
  assert.equal(crl.nextUpdateMs, null);
  assert.deepEqual(
    [...crl.entries()].map(({ serial }) => serial),
    ['5'],
  );
  assert.deepEqual(
    [
      ...parseCrl(
        framed(encodeDer(sequence(...header, raw(timeDer(today)), sequence()))),
      ).entries(),
    ],
    [],
  );
});

const header = [raw(issuer.algorithm.der), raw(issuer.subjectDer)];
const entry = (...values: DerValue[]): DerValue => sequence(...values, raw(timeDer(today)));

test('what is not a CRL in strict DER is refused', () => {
  const time = raw(timeDer(today));
  const extensions = explicit(0, sequence(sequence(oid('1.2.3'), octetString(new Uint8Array(1)))));
  const good = framed(encodeDer(sequence(...header, time)));
  const cases: [why: string, der: Uint8Array][] = [
    ['nothing', new Uint8Array(0)],
    ['trailing bytes', concat(good, new Uint8Array(1))],
    ['version 1 written', framed(encodeDer(sequence(integer(0), ...header, time)))],
    ['version 3', framed(encodeDer(sequence(integer(2), ...header, time)))],
    ['extensions in v1', framed(encodeDer(sequence(...header, time, extensions)))],
    ['no time', framed(encodeDer(sequence(...header)))],
    [
      'another inner algorithm',
      framed(encodeDer(sequence(sequence(oid('1.3.101.112')), raw(issuer.subjectDer), time))),
    ],
  ];
  for (const [why, der] of cases) refuses(() => parseCrl(der), 'bad_der', why);
});

test('a malformed entry is refused when it is reached', () => {
  const bad = [integer(1), entry(integer(-1)), sequence(integer(1)), entry(integer(1), integer(1))];
  for (const each of bad) {
    const list = sequence(entry(integer(9)), each);
    const entries = parseCrl(
      framed(encodeDer(sequence(...header, raw(timeDer(today)), list))),
    ).entries();
    assert.equal(entries.next().value?.serial, '9');
    refuses(() => entries.next(), 'bad_der');
  }
  const odd = sequence(integer(1), raw(timeDer(today)), sequence(integer(1)));
  const crl = parseCrl(framed(encodeDer(sequence(...header, raw(timeDer(today)), sequence(odd)))));
  const [first] = crl.entries();
  refuses(() => first?.extensions, 'bad_der');
});

test('what cannot be written is refused', () => {
  refuses(() => encodeCrlEntries([{ serial: 'x', revokedMs: 0 }]), 'bad_certificate');
  refuses(() => encodeCrlEntries([{ serial: '1', revokedMs: Number.NaN }]), 'bad_der');
  refuses(
    () => encodeCrlEntries([{ serial: '1', revokedMs: 0, compromisedMs: Infinity }]),
    'bad_der',
  );
});

test(
  'OpenSSL verifies our CRL and finds every entry',
  { skip: skipWithout('openssl') },
  async () => {
    using directory = temporaryDirectory();
    const ca = directory.write('ca.pem', certificatePem(issuer.certificateDer));
    const input = crlPem(await issuer.sign(tbs([encodeCrlEntries(revocations)])));
    const answer = await openssl(['crl', '-noout', '-text', '-CAfile', ca], { input });
    assert.match(answer.stderr + answer.stdout, /verify OK/);
    assert.equal(answer.stdout.match(/Serial Number:/g)?.length, 5);
    assert.match(answer.stdout, /Key Compromise/);
    assert.match(answer.stdout, /Invalidity Date/);
  },
);

function tbs(entries: TbsCrl['entries']): Uint8Array {
  return encodeTbsCrl({
    algorithm: issuer.algorithm,
    issuerDer: issuer.subjectDer,
    thisUpdateMs: today,
    nextUpdateMs: today + 24 * hour,
    entries,
    extensions: [crlNumber],
  });
}

function framed(tbsDer: Uint8Array): Uint8Array {
  return encodeSigned(tbsDer, issuer.algorithm, new Uint8Array(8));
}

function refuses(act: () => unknown, code: ErrorCode, why?: string): void {
  assert.throws(act, (error) => isCaError(error, code), why);
}
