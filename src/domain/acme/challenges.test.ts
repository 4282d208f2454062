import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hour, second } from '#base';
import {
  accountKey,
  acmeApp,
  forNames,
  picture,
  putProof,
  refusal,
  register,
  type AcmeApp,
} from '../../../test/acme.ts';
import type { PolicyChanges } from './policy.ts';
import type { AcmeAccount, AcmeAuthorization, AcmeOrder } from './record.ts';

interface Open {
  readonly app: AcmeApp;
  readonly account: AcmeAccount;
  readonly order: AcmeOrder;
  /** Slug of the dns-01 challenge of the first name. */
  readonly challenge: string;
  look(): Promise<{ order: AcmeOrder; authorization: AcmeAuthorization }>;
}

async function open(policy: PolicyChanges, ...names: string[]): Promise<Open & AsyncDisposable> {
  const app = await acmeApp(policy);
  const account = await register(app);
  const order = await app.acme.newOrder(account, forNames(...names));
  const [slug = ''] = order.authorizations;
  const { challenges } = await app.acme.getAuthorization(account, slug);
  const challenge = challenges.find(({ type }) => type === 'dns-01')?.slug ?? '';
  return {
    app,
    account,
    order,
    challenge,
    look: async () => ({
      order: await app.acme.getOrder(account, order.slug),
      authorization: await app.acme.getAuthorization(account, slug),
    }),
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  };
}

describe('a proof', () => {
  test('makes its authorization valid, and the order ready once all are', async () => {
    await using world = await open({}, 'a.example', 'b.example');
    const { app, account, order, challenge } = world;
    await putProof(app, account, order.authorizations[0] ?? '');
    const answered = await app.acme.respond(account, challenge);
    assert.equal(answered.status, 'processing');
    assert.equal(answered.retryAfter?.getTime(), app.clock.now());
    await app.jobs.idle();
    const { authorization, order: now } = await world.look();
    assert.deepEqual([authorization.status, now.status], ['valid', 'pending']);
    assert.deepEqual(
      authorization.challenges.map(({ slug, status, validated }) => [slug, status, validated]),
      [[challenge, 'valid', new Date(app.clock.now())]],
    );
    const second = await putProof(app, account, order.authorizations[1] ?? '');
    await app.acme.respond(account, second);
    await app.jobs.idle();
    assert.equal((await world.look()).order.status, 'ready');
  });

  test('that is not there is looked for again, later and later, and the client sees why and when', async () => {
    await using world = await open({ tries: 3 }, 'a.example');
    const { app, account, order, challenge } = world;
    await app.acme.respond(account, challenge);
    for (const waitMs of [2 * second, 4 * second]) {
      await app.jobs.idle();
      const seen = await app.acme.getChallenge(account, challenge);
      assert.equal(seen.status, 'processing');
      assert.equal(seen.error?.type, 'incorrectResponse');
      assert.equal(seen.retryAfter?.getTime(), app.clock.now() + waitMs);
      const { authorization } = await world.look();
      assert.deepEqual(authorization.retryAfter, seen.retryAfter);
      app.clock.advance(waitMs);
    }
    await putProof(app, account, order.authorizations[0] ?? '');
    await app.jobs.idle();
    const { authorization, order: now } = await world.look();
    assert.deepEqual([authorization.status, now.status], ['valid', 'ready']);
    assert.equal(authorization.challenges[0]?.error, null);
  });

  test('that never comes fails challenge, authorization and order, with its reason in each', async () => {
    await using world = await open({ tries: 2 }, 'a.example');
    const { app, account, challenge } = world;
    await app.acme.respond(account, challenge);
    await app.jobs.idle();
    app.clock.advance(2 * second);
    await app.jobs.idle();
    const { authorization, order } = await world.look();
    assert.deepEqual([authorization.status, order.status], ['invalid', 'invalid']);
    assert.deepEqual(
      authorization.challenges.map(({ slug, status }) => [slug, status]),
      [[challenge, 'invalid']],
    );
    assert.deepEqual(order.error?.subproblems?.[0]?.identifier, {
      type: 'dns',
      value: 'a.example',
    });
    await assert.rejects(
      app.acme.finalize(account, order.slug, new Uint8Array()),
      refusal('order_not_ready'),
    );
  });

  test('is looked for at once when the client asks again, but not twice a second', async () => {
    await using world = await open({}, 'a.example');
    const { app, account, order, challenge } = world;
    await app.acme.respond(account, challenge);
    await app.jobs.idle();
    await putProof(app, account, order.authorizations[0] ?? '');
    await app.acme.respond(account, challenge);
    await app.jobs.idle();
    assert.equal((await app.acme.getChallenge(account, challenge)).status, 'processing');
    app.clock.advance(second);
    await app.acme.respond(account, challenge);
    await app.jobs.idle();
    assert.equal((await app.acme.getChallenge(account, challenge)).status, 'valid');
    app.clock.advance(hour / 2);
    const asked = app.net.asked.length;
    await app.jobs.idle();
    assert.equal(app.net.asked.length, asked, 'the try that was due later is not made');
  });

  test('sent again once it is decided changes nothing', async () => {
    await using world = await open({}, 'a.example');
    const { app, account, order, challenge } = world;
    await putProof(app, account, order.authorizations[0] ?? '');
    await app.acme.respond(account, challenge);
    await app.jobs.idle();
    const untouched = await picture(app);
    assert.equal((await app.acme.respond(account, challenge)).status, 'valid');
    assert.equal(await picture(app), untouched);
  });

  test('is for the key that the account had: one found for an older key does not count', async () => {
    await using world = await open({}, 'a.example');
    const { app, account, order, challenge } = world;
    await putProof(app, account, order.authorizations[0] ?? '');
    await app.acme.respond(account, challenge);
    await app.acme.changeKey(account, await accountKey());
    await app.jobs.idle();
    assert.equal((await world.look()).authorization.status, 'pending');
  });

  test('cannot be offered once the authorization is over', async () => {
    await using world = await open({}, 'a.example');
    const { app, account, challenge } = world;
    app.clock.advance(hour);
    await assert.rejects(app.acme.respond(account, challenge), refusal('bad_request'));
    const { authorization, order } = await world.look();
    assert.deepEqual([authorization.status, order.status], ['invalid', 'invalid']);
  });

  test('that comes after the time of the authorization does not count', async () => {
    await using world = await open({}, 'a.example');
    const { app, account, order, challenge } = world;
    await putProof(app, account, order.authorizations[0] ?? '');
    await app.acme.respond(account, challenge);
    app.clock.advance(hour);
    await app.jobs.idle();
    assert.equal((await app.acme.getChallenge(account, challenge)).status, 'invalid');
    assert.deepEqual(app.net.asked, []);
  });

  test('of a kind that the policy took back meanwhile does not count', async () => {
    await using world = await open({ tries: 1 }, 'a.example');
    const { app, account, order, challenge } = world;
    await putProof(app, account, order.authorizations[0] ?? '');
    await app.acme.respond(account, challenge);
    await app.acme.setPolicy(app.issuing.id, { challengeTypes: ['http-01'] });
    await app.jobs.idle();
    assert.equal((await world.look()).authorization.status, 'invalid');
  });

  test('that failed too often within an hour must wait', async () => {
    await using app = await acmeApp({ tries: 1, limits: { failuresPerHour: 1 } });
    const account = await register(app);
    const { authorizations } = await app.acme.newOrder(account, forNames('a.example', 'b.example'));
    const [one, two] = await Promise.all(
      authorizations.map(async (slug) => {
        const { challenges } = await app.acme.getAuthorization(account, slug);
        return challenges.find(({ type }) => type === 'dns-01')?.slug ?? '';
      }),
    );
    await app.acme.respond(account, one ?? '');
    await app.jobs.idle();
    await assert.rejects(app.acme.respond(account, two ?? ''), refusal('rate_limited'));
    const ordering = app.acme.newOrder(account, forNames('c.example'));
    await assert.rejects(ordering, refusal('rate_limited'));
  });
});

describe('an authorization', () => {
  for (const when of ['pending', 'valid'] as const) {
    test(`that is ${when} can be given back; what rests on it ends`, async () => {
      await using world = await open({}, 'a.example', 'b.example');
      const { app, account, order, challenge } = world;
      const [slug = ''] = order.authorizations;
      if (when === 'valid') {
        await putProof(app, account, slug);
        await app.acme.respond(account, challenge);
        await app.jobs.idle();
      }
      const { status } = await app.acme.deactivateAuthorization(account, slug);
      assert.deepEqual([status, (await world.look()).order.status], ['deactivated', 'invalid']);
      await assert.rejects(app.acme.deactivateAuthorization(account, slug), refusal('bad_request'));
    });
  }
});
