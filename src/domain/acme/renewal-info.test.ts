import assert from 'node:assert/strict';
import { test } from 'node:test';
import { day, hour } from '#base';
import {
  acmeApp,
  certificateId,
  forNames,
  issueFor,
  refusal,
  register,
} from '../../../test/acme.ts';
import { parseCertificateId } from './certificate-id.ts';

test('the example of RFC 9773 §4.1 is read', () => {
  const id = 'aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE';
  assert.equal(parseCertificateId(id).serial, '87654321');
});

for (const id of [
  '',
  '.',
  'AAAA',
  'AAAA.',
  '.AQ',
  'AAAA.AQ.AQ',
  'AAAA.AA',
  'AAAA.gA',
  'AAAA.AAE',
  'AAAA.AQ==',
  'AA=A.AQ',
  'AAAA.A',
  `${'A'.repeat(101)}.AQ`,
]) {
  test(`${JSON.stringify(id)} is no certificate id`, () => {
    assert.throws(() => parseCertificateId(id), refusal('bad_request'));
  });
}

test('a certificate is best renewed after two thirds of its life, around that within a day', async () => {
  await using app = await acmeApp({ defaultValidityMs: 90 * day });
  await issueFor(app, await register(app), forNames('a.example'));
  const [issued] = await app.certificates.list({ authority: app.issuing });
  assert.ok(issued);
  const { start, end } = await app.acme.renewalInfo(
    app.issuing,
    certificateId(issued.certificate.der),
  );
  const lifeMs = issued.notAfter.getTime() - issued.notBefore.getTime();
  const middleMs = (start.getTime() + end.getTime()) / 2;
  assert.ok(Math.abs(issued.notAfter.getTime() - middleMs - lifeMs / 3) < 2000);
  assert.ok(end.getTime() - start.getTime() <= 2 * day && end > start);
});

test('a short one after half of its life; one that was revoked, at once', async () => {
  await using app = await acmeApp({ defaultValidityMs: 6 * day });
  await issueFor(app, await register(app), forNames('a.example'));
  const [issued] = await app.certificates.list({ authority: app.issuing });
  assert.ok(issued);
  const id = certificateId(issued.certificate.der);
  const { start, end } = await app.acme.renewalInfo(app.issuing, id);
  const fromStartMs = (start.getTime() + end.getTime()) / 2 - issued.notBefore.getTime();
  assert.ok(Math.abs(fromStartMs - 3 * day) < hour);
  await app.certificates.revoke(issued);
  const over = await app.acme.renewalInfo(app.issuing, id);
  assert.ok(over.start < over.end && over.end.getTime() <= app.clock.now());
});

test('one of another authority, or of another key, is not there', async () => {
  await using app = await acmeApp();
  await issueFor(app, await register(app), forNames('a.example'));
  const [issued] = await app.certificates.list({ authority: app.issuing });
  const id = certificateId(issued?.certificate.der ?? new Uint8Array());
  await assert.rejects(app.acme.renewalInfo(app.root, id), refusal('not_found'));
  const [, serial] = id.split('.');
  await assert.rejects(app.acme.renewalInfo(app.issuing, `AAAA.${serial}`), refusal('not_found'));
});
