import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';
import { settle } from './settle.ts';

test('an answer is not held without being asked, nor once the server closes', async () => {
  await using app = await testApp({ jobs: 'hold' });
  const orderer = { id: 1, name: 'robot' };
  const order = await app.certificates.order(app.issuing, { csr: (await makeCsr()).pem }, orderer);
  const closing = AbortSignal.abort();
  assert.equal(await settle(app, order, { query: { wait: 30 }, closing }), order);
  const open = new AbortController().signal;
  assert.equal(await settle(app, order, { query: { wait: 0 }, closing: open }), order);
});
