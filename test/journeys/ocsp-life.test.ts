/* A certificate from its order to its end, as those see it who ask for its status at the address that it names. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toBase64 } from '#base';
import { requestAbout, told } from '../ocsp.ts';
import { makeCsr } from '../csr.ts';
import { testServer } from './test-server.ts';

test('OCSP over HTTP: unknown, good, held, good again, revoked; each as soon as it is so', async () => {
  await using server = await testServer();
  const { call, ca } = server;
  const { issuing } = ca;
  await ca.ocsp.renewResponder(issuing);
  const origin = await server.listen();
  const url = `${origin}/ocsp/${issuing.serial}/cert/`;
  const says = async (serial: string, nonce?: Uint8Array): Promise<string> => {
    const request = requestAbout(issuing, serial, { ...(nonce && { nonce }) });
    const answers = [
      await fetch(url + encodeURIComponent(toBase64(request))),
      await fetch(url, { method: 'POST', body: request }),
    ];
    const bodies = await Promise.all(answers.map(async (each) => await each.arrayBuffer()));
    const all = bodies.map((each) => told({ der: new Uint8Array(each), keep: null }));
    for (const { basic } of all) assert.deepEqual(basic?.nonce, nonce);
    assert.equal(all[0]?.says, all[1]?.says, 'by GET and by POST');
    return all[0]?.says ?? '';
  };

  const base = `/api/ca/${issuing.serial}`;
  const signed = await call('POST', `${base}/sign/`, {
    csr: (await makeCsr()).pem,
    subject: [{ oid: 'CN', value: 'host.example.com' }],
  });
  assert.equal(await says('ABCDEF'), 'unknown');
  await ca.jobs.idle();
  const { slug } = signed.json as { slug: string };
  const { serial } = (await call('GET', `${base}/orders/${slug}/`)).json as { serial: string };

  const nonce = new Uint8Array(32).fill(1);
  const everywhere = async (expected: string): Promise<void> => {
    assert.deepEqual([await says(serial), await says(serial, nonce)], [expected, expected]);
  };
  await everywhere('good');
  const revoke = (reason: string) => call('POST', `${base}/certs/${serial}/revoke/`, { reason });
  assert.equal((await revoke('certificateHold')).status, 200);
  await everywhere('revoked certificateHold');
  const held = await ca.certificates.get({ serial, authority: issuing });
  await ca.certificates.release(held);
  await everywhere('good');
  assert.equal((await revoke('keyCompromise')).status, 200);
  await everywhere('revoked keyCompromise');

  const acts = (await server.told()).filter((type) => type.startsWith('certificate.'));
  assert.deepEqual(acts, [
    'certificate.issued',
    'certificate.issued',
    'certificate.revoked',
    'certificate.released',
    'certificate.revoked',
  ]);
});
