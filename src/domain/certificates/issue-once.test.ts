import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CaError, isCaError, minute } from '#base';
import { files, type KeyBackend } from '#keys';
import { temporaryDirectory } from '#oracles';
import { name } from '#x509';
import { testApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';

const subject = name('CN=a.example');

test('a request with a name leads to one certificate, also when its contents differ, also at once', async () => {
  await using ca = await testApp();
  const requestId = 'acme/order/abc';
  const ask = async (): Promise<string> => {
    const { der } = await makeCsr();
    return (await ca.certificates.issue(ca.issuing, { csr: der, subject, requestId })).serial;
  };
  const first = await ask();
  assert.equal(await ask(), first);
  const found = await ca.certificates.find({ requestId });
  assert.equal(found?.serial, first);
  assert.equal(await ca.certificates.find({ requestId: 'another' }), undefined);
  const other = { csr: (await makeCsr()).der, subject, requestId: 'acme/order/abd' };
  const both = await Promise.allSettled(
    [1, 2, 3].map(() => ca.certificates.issue(ca.issuing, other)),
  );
  const serials = both.flatMap((each) => (each.status === 'fulfilled' ? each.value.serial : []));
  assert.equal(new Set(serials).size, 1);
  for (const each of both) assert.ok(each.status === 'fulfilled' || isCaError(each.reason, 'busy'));
  assert.equal((await ca.certificates.list({ authority: ca.issuing })).length, 2);
});

test('a signature that was cut short is made over the very bytes that were on record, however late', async () => {
  using directory = temporaryDirectory();
  const backend = files({ directory: directory.path });
  const seen: Uint8Array[] = [];
  let away = false;
  const key: KeyBackend = {
    ...backend,
    sign: (...act) => {
      if (away) seen.push(act[1]);
      if (away && seen.length === 1) throw new CaError('key_unavailable', 'Away.');
      return backend.sign(...act);
    },
  };
  await using ca = await testApp({ keys: { default: key }, jobs: 'hold' });
  const request = { csr: (await makeCsr()).der, subject, requestId: 'r' };
  away = true;
  await assert.rejects(ca.certificates.issue(ca.issuing, request), (error) =>
    isCaError(error, 'key_unavailable'),
  );
  ca.clock.advance(11 * minute);
  await ca.certificates.recover();
  const issued = await ca.certificates.issue(ca.issuing, request);
  assert.deepEqual(seen[1], seen[0]);
  assert.deepEqual(issued.certificate.tbsDer, seen[0]);
});

test('a request cannot be named by nothing, or by too much', async () => {
  await using ca = await testApp();
  const { der } = await makeCsr();
  for (const requestId of ['', 'x'.repeat(256)])
    await assert.rejects(
      ca.certificates.issue(ca.issuing, { csr: der, subject, requestId }),
      (error) => isCaError(error, 'bad_request'),
    );
});
