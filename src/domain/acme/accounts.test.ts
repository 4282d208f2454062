import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ErrorCode } from '#base';
import {
  accountKey,
  acmeApp,
  forNames,
  picture,
  readyOrder,
  refusal,
  register,
  type AcmeApp,
} from '../../../test/acme.ts';
import type { Registration } from './acme.ts';
import type { PolicyChanges } from './policy.ts';

describe('registering', () => {
  const cases: readonly (readonly [
    what: string,
    policy: PolicyChanges,
    registration: Registration,
    code: ErrorCode,
  ])[] = [
    ['registration is closed', { registration: false }, {}, 'unauthorized'],
    ['no contact where one is needed', { requiresContact: true }, {}, 'bad_contact'],
    ['no binding where one is needed', { requiresBinding: true }, {}, 'binding_required'],
    ['a binding that is not there', {}, { binding: 'nobody' }, 'unauthorized'],
    ['a telephone', {}, { contact: ['tel:+431234567'] }, 'unsupported_contact'],
    ['no URL', {}, { contact: ['admin@example.com'] }, 'bad_contact'],
    ['two addresses in one', {}, { contact: ['mailto:a@b.example,c@d.example'] }, 'bad_contact'],
    ['header fields', {}, { contact: ['mailto:a@b.example?subject=x'] }, 'bad_contact'],
    ['a quoted local part', {}, { contact: ['mailto:"a b"@example.com'] }, 'bad_contact'],
    ['a bad domain', {}, { contact: ['mailto:a@-example.com'] }, 'bad_contact'],
    ['eleven contacts', {}, { contact: Array(11).fill('mailto:a@b.example') }, 'bad_contact'],
    [
      'a very long contact',
      {},
      { contact: [`mailto:${'a'.repeat(300)}@b.example`] },
      'bad_contact',
    ],
  ];
  let app: AcmeApp;
  before(async () => void (app = await acmeApp()));
  after(() => app[Symbol.asyncDispose]());

  for (const [what, policy, registration, code] of cases) {
    test(`is refused with ${code}: ${what}`, async () => {
      const old = await app.acme.policy(app.issuing.id);
      await app.acme.setPolicy(app.issuing.id, policy);
      const untouched = await picture(app);
      const key = await accountKey();
      await assert.rejects(app.acme.register(app.issuing, key, registration), refusal(code));
      assert.equal(await picture(app), untouched);
      await app.acme.setPolicy(app.issuing.id, old);
    });
  }

  test('asks for the terms of service, where there are some', async () => {
    const termsOfService = 'https://example.com/terms';
    const authority = await app.authorities.update(app.issuing, { termsOfService });
    const key = await accountKey();
    await assert.rejects(app.acme.register(authority, key, {}), refusal('terms_not_agreed'));
    const { account } = await app.acme.register(authority, key, { termsAgreed: true });
    assert.equal(account.termsAgreed, true);
    await app.authorities.update(app.issuing, { termsOfService: '' });
  });

  test('the same key again is the same account, and nothing changes', async () => {
    const key = await accountKey();
    const contact = ['mailto:Admin@Example.com'];
    const made = await app.acme.register(app.issuing, key, { contact });
    assert.deepEqual([made.created, made.account.contact], [true, ['mailto:Admin@example.com']]);
    const again = await app.acme.register(app.issuing, key, { contact: ['mailto:b@c.example'] });
    assert.deepEqual(again, { account: made.account, created: false });
    assert.equal(
      app.acme.accountUrl(made.account),
      `https://ca.example/acme/${app.issuing.serial}/acct/${made.account.slug}/`,
    );
  });

  test('two at once with one key make one account', async () => {
    const key = await accountKey();
    const both = await Promise.all([1, 2].map(() => app.acme.register(app.issuing, key, {})));
    assert.deepEqual(both.map(({ created }) => created).toSorted(), [false, true]);
    assert.equal(both[0]?.account.id, both[1]?.account.id);
  });

  test('belongs to one authority: the same key is nobody to another', async () => {
    const key = await accountKey();
    await app.acme.register(app.issuing, key, {});
    assert.equal(await app.acme.findAccount(app.root, { thumbprint: key.thumbprint }), undefined);
    await assert.rejects(
      app.acme.getAccount(app.root, { thumbprint: key.thumbprint }),
      refusal('no_such_account'),
    );
  });

  test('more accounts from one address than an hour may have must wait, and are told how long', async () => {
    await app.acme.setPolicy(app.issuing.id, { limits: { accountsPerHour: 2 } });
    const make = async (client: string): Promise<unknown> =>
      app.acme.register(app.issuing, await accountKey(), { client });
    await make('192.0.2.1');
    app.clock.advance(60_000);
    await make('192.0.2.1');
    const limited = (error: unknown): boolean =>
      refusal('rate_limited')(error) &&
      (error as { retryAfterMs?: number }).retryAfterMs === 59 * 60_000;
    await assert.rejects(make('192.0.2.1'), limited);
    await make('192.0.2.2');
    app.clock.advance(59 * 60_000);
    await make('192.0.2.1');
  });
});

describe('an account', () => {
  test('gets another key; the old one is free, one in use is refused', async () => {
    await using app = await acmeApp();
    const [one, two] = [await register(app), await register(app)];
    const untouched = await picture(app);
    await assert.rejects(app.acme.changeKey(one, two.key), refusal('already_exists'));
    assert.equal(await picture(app), untouched);
    const key = await accountKey();
    const changed = await app.acme.changeKey(one, key);
    assert.deepEqual([changed.slug, changed.key.thumbprint], [one.slug, key.thumbprint]);
    const old = { thumbprint: one.key.thumbprint };
    assert.equal(await app.acme.findAccount(app.issuing, old), undefined);
  });

  test('changes contacts, and agrees to terms for good', async () => {
    await using app = await acmeApp();
    const account = await register(app);
    const contact = ['mailto:a@b.example', 'mailto:a@b.example'];
    const changed = await app.acme.updateAccount(account, { contact, termsAgreed: false });
    assert.deepEqual([changed.contact, changed.termsAgreed], [['mailto:a@b.example'], true]);
    await app.acme.setPolicy(app.issuing.id, { requiresContact: true });
    await assert.rejects(app.acme.updateAccount(account, { contact: [] }), refusal('bad_contact'));
  });

  for (const [end, word] of [
    ['deactivateAccount', 'deactivated'],
    ['revokeAccount', 'revoked'],
  ] as const) {
    test(`that is ${word} is so for ever, and takes all it has open along`, async () => {
      await using app = await acmeApp();
      const account = await register(app);
      const ready = await readyOrder(app, account, forNames('a.example'));
      const pending = await app.acme.newOrder(account, forNames('b.example'));
      assert.equal((await app.acme[end](account)).status, word);
      const status = async (slug: string): Promise<string> =>
        (await app.acme.getOrder(account, slug)).status;
      assert.deepEqual(
        [await status(ready.slug), await status(pending.slug)],
        ['invalid', 'invalid'],
      );
      const of = (slug = ''): Promise<string> =>
        app.acme.getAuthorization(account, slug).then((each) => each.status);
      assert.equal(await of(ready.authorizations[0]), word);
      assert.equal(await of(pending.authorizations[0]), word === 'revoked' ? 'invalid' : word);
      const untouched = await picture(app);
      const acts: readonly (() => Promise<unknown>)[] = [
        () => app.acme.newOrder(account, forNames('a.example')),
        () => app.acme.newAuthorization(account, { type: 'dns', value: 'a.example' }),
        () => app.acme.updateAccount(account, { contact: [] }),
        () => app.acme.deactivateAccount(account),
        () => app.acme.register(app.issuing, account.key, {}),
        () => app.acme.getAccount(app.issuing, { slug: account.slug }),
        async () => app.acme.changeKey(account, await accountKey()),
      ];
      for (const act of acts) await assert.rejects(act(), refusal('unauthorized'));
      assert.equal(await picture(app), untouched);
    });
  }
});

describe('what is another account’s', () => {
  test('is answered like what is not there, and stays as it is', async () => {
    await using app = await acmeApp();
    const [owner, other] = [await register(app), await register(app)];
    const order = await readyOrder(app, owner, forNames('a.example'));
    const [authorization = ''] = order.authorizations;
    const { challenges } = await app.acme.getAuthorization(owner, authorization);
    const challenge = challenges[0]?.slug ?? '';
    const untouched = await picture(app);
    const acts: Readonly<Record<string, (slug: string) => Promise<unknown>>> = {
      [order.slug]: (slug) => app.acme.getOrder(other, slug),
      [`${order.slug} `]: (slug) => app.acme.finalize(other, slug, new Uint8Array()),
      [`${order.slug}  `]: (slug) => app.acme.certificateChains(other, slug),
      [authorization]: (slug) => app.acme.getAuthorization(other, slug),
      [`${authorization} `]: (slug) => app.acme.deactivateAuthorization(other, slug),
      [challenge]: (slug) => app.acme.getChallenge(other, slug),
      [`${challenge} `]: (slug) => app.acme.respond(other, slug),
    };
    for (const [slug, act] of Object.entries(acts)) {
      const [theirs, nobodys] = [await messageOf(act(slug.trim())), await messageOf(act('nobody'))];
      assert.equal(theirs, nobodys);
      assert.match(theirs, /^unauthorized/);
    }
    assert.equal(await picture(app), untouched);
    assert.deepEqual(await app.acme.listOrders(other), { orders: [], next: null });
  });

  async function messageOf(work: Promise<unknown>): Promise<string> {
    return work.then(
      () => 'done',
      (error: { code: string; detail: string }) => `${error.code} ${error.detail}`,
    );
  }
});
