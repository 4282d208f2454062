/* The first journey of docs/ARCHITECTURE.md, over HTTP and down to the audit trail. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testServer } from './test-server.ts';
import { makeCsr } from '../csr.ts';

test('REST sign: order, poll, certificate, revoke; every act once in the audit trail', async () => {
  await using server = await testServer();
  const { call, ca } = server;
  const [, issuing] = (await call('GET', '/api/ca/')).json as { serial: string }[];
  assert.equal(issuing?.serial, ca.issuing.serial);
  const base = `/api/ca/${ca.issuing.serial}`;

  const signed = await call('POST', `${base}/sign/`, {
    csr: (await makeCsr()).pem,
    subject: [{ oid: 'CN', value: 'host.example.com' }],
  });
  assert.equal(signed.status, 200);
  const order = signed.json as { slug: string; status: string; serial: null; user: string };
  assert.deepEqual([order.status, order.serial, order.user], ['pending', null, 'admin']);

  await ca.jobs.idle();
  const read = (await call('GET', `${base}/orders/${order.slug}/`)).json as {
    status: string;
    serial: string;
  };
  assert.equal(read.status, 'issued');

  const certificate = (await call('GET', `${base}/certs/${read.serial}/`)).json as {
    pem: string;
    certificate: { pem: string; extensions: { type: string }[] };
  };
  assert.equal(certificate.pem, certificate.certificate.pem);
  const types = certificate.certificate.extensions.map(({ type }) => type);
  assert.ok(types.includes('extended_key_usage'), 'the default profile is applied');

  const revoked = await call('POST', `${base}/certs/${read.serial}/revoke/`, {
    reason: 'superseded',
  });
  assert.equal((revoked.json as { revoked_reason: string }).revoked_reason, 'superseded');
  assert.equal((await call('POST', `${base}/revoke/${read.serial}/`, {})).status, 400);

  const { entries, fault } = await ca.events.verify();
  assert.equal(fault, undefined);
  // What timetables do meanwhile, lists and responders, is on record too.
  const acts = (await server.told()).filter((type) => !/^(?:crl|responder)\./.test(type));
  assert.deepEqual(acts, [
    'authority.created',
    'authority.created',
    'user.created',
    'certificate.issued',
    'certificate.revoked',
  ]);
  assert.ok(entries >= acts.length);
});
