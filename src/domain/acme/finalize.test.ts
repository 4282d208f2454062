import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { hour } from '#base';
import type { GeneralName } from '#x509';
import {
  acmeApp,
  csrFor,
  forNames,
  picture,
  readyOrder,
  refusal,
  register,
  type AcmeApp,
} from '../../../test/acme.ts';
import { makeCsr } from '../../../test/csr.ts';
import type { AcmeAccount } from './record.ts';

const address: GeneralName = { type: 'IP', value: '192.0.2.1' };

describe('a CSR is refused', () => {
  let app: AcmeApp;
  let account: AcmeAccount;
  before(async () => {
    app = await acmeApp();
    account = await register(app);
  });
  after(() => app[Symbol.asyncDispose]());

  const cases: readonly (readonly [string, () => Promise<Uint8Array>])[] = [
    ['without names', () => csrFor([])],
    ['with a name less', () => csrFor(['a.example'])],
    ['with a name more', () => csrFor(['a.example', '*.a.example', 'b.example'])],
    ['with another name', () => csrFor(['a.example', 'b.example'])],
    ['with another common name', () => csrFor(['a.example', '*.a.example'], 'b.example')],
    ['with a common name that is none', () => csrFor(['a.example', '*.a.example'], 'Amelia E.')],
    ['with an address', () => csrFor(['a.example', '*.a.example', address])],
    [
      'with an e-mail address',
      () => csrFor(['a.example', '*.a.example', { type: 'email', value: 'a@b.example' }]),
    ],
    [
      'with a URI',
      () => csrFor(['a.example', '*.a.example', { type: 'URI', value: 'https://a.example/' }]),
    ],
    ['of no bytes', async () => new Uint8Array()],
    ['of other bytes', async () => new Uint8Array(100)],
    [
      'with bytes after it',
      async () => new Uint8Array([...(await csrFor(['a.example', '*.a.example'])), 0]),
    ],
    ['with a broken signature', async () => flipLast(await csrFor(['a.example', '*.a.example']))],
    ['that is a certificate', async () => app.issuing.certificate.der],
  ];
  for (const [what, make] of cases) {
    test(what, async () => {
      const order = await readyOrder(app, account, forNames('a.example', '*.a.example'));
      const untouched = await picture(app);
      await assert.rejects(
        app.acme.finalize(account, order.slug, await make()),
        refusal('bad_csr'),
      );
      assert.equal(await picture(app), untouched);
      assert.equal((await app.acme.getOrder(account, order.slug)).status, 'ready');
    });
  }

  test('when its key is that of the account (RFC 8555 §11.1)', async () => {
    const { der, spki } = await makeCsr(undefined, {
      subject: [{ oid: '2.5.4.3', value: 'a.example' }],
    });
    const changed = await app.acme.changeKey(account, { ...account.key, spki, thumbprint: 'same' });
    const order = await readyOrder(app, changed, forNames('a.example'));
    await assert.rejects(app.acme.finalize(changed, order.slug, der), refusal('bad_csr'));
  });

  test('when the order waits for proofs, is over, or had one', async () => {
    const csr = await csrFor(['c.example']);
    const pending = await app.acme.newOrder(account, forNames('c.example'));
    const finalize = (slug: string): Promise<unknown> => app.acme.finalize(account, slug, csr);
    await assert.rejects(finalize(pending.slug), refusal('order_not_ready'));
    const current = (await app.acme.findAccount(app.issuing, { slug: account.slug })) ?? account;
    const ready = await readyOrder(app, current, forNames('c.example'));
    const both = await Promise.allSettled([finalize(ready.slug), finalize(ready.slug)]);
    assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    await app.jobs.idle();
    await assert.rejects(finalize(ready.slug), refusal('order_not_ready'));
    const late = await readyOrder(app, current, forNames('c.example'));
    app.clock.advance(hour);
    await assert.rejects(finalize(late.slug), refusal('order_not_ready'));
  });

  test('when the policy has come to deny a name', async () => {
    const current = (await app.acme.findAccount(app.issuing, { slug: account.slug })) ?? account;
    const order = await readyOrder(app, current, forNames('d.example'));
    await app.acme.setPolicy(app.issuing.id, { deniedNames: ['d.example'] });
    await assert.rejects(
      app.acme.finalize(current, order.slug, await csrFor(['d.example'])),
      refusal('rejected_identifier'),
    );
  });
});

function flipLast(der: Uint8Array): Uint8Array {
  return der.with(der.length - 1, (der.at(-1) ?? 0) ^ 1);
}
