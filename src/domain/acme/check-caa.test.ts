import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { acmeApp, forNames, putProof, register, type AcmeApp } from '../../../test/acme.ts';
import type { PolicyChanges } from './policy.ts';
import type { AcmeAccount, AcmeAuthorization } from './record.ts';

interface World {
  readonly app: AcmeApp;
  readonly account: AcmeAccount;
  readonly authorization: AcmeAuthorization;
}

/** What came of a proof that was there, with these CAA records. */
async function proved(
  policy: PolicyChanges,
  name: string,
  prepare: (app: AcmeApp) => void = () => undefined,
): Promise<World & AsyncDisposable> {
  const app = await acmeApp(policy);
  const account = await register(app);
  prepare(app);
  const { authorizations } = await app.acme.newOrder(account, forNames(name));
  const [slug = ''] = authorizations;
  await app.acme.respond(account, await putProof(app, account, slug));
  await app.jobs.idle();
  const authorization = await app.acme.getAuthorization(account, slug);
  return { app, account, authorization, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

describe('CAA records', () => {
  const caaIdentities = ['ca.example'];
  const forbidding = [{ critical: false, tag: 'issue', value: 'other.example' }];

  test('are asked for once a name when a proof is there, and may forbid', async () => {
    const policy = { caaIdentities, tries: 1 };
    await using world = await proved(policy, '*.a.b.example', ({ net }) => {
      net.caa.set('b.example', forbidding);
    });
    const { app, authorization } = world;
    assert.deepEqual(app.net.asked, [
      'TXT _acme-challenge.a.b.example',
      'CAA a.b.example',
      'CAA b.example',
    ]);
    const [challenge] = authorization.challenges;
    assert.deepEqual([authorization.status, challenge?.error?.type], ['invalid', 'caa']);
  });

  test('that cannot be looked up are no permission', async () => {
    const policy = { caaIdentities, tries: 1 };
    await using world = await proved(policy, 'a.example', ({ net }) => {
      net.caa.set('example', 'servfail');
    });
    assert.equal(world.authorization.challenges[0]?.error?.type, 'dns');
  });

  for (const [caa, asks] of [
    ['never', false],
    ['named', false],
    ['always', true],
  ] as const) {
    test(`of an authority without a name are ${asks ? '' : 'not '}asked for where the policy says ${caa}`, async () => {
      await using world = await proved({ caa }, 'a.example');
      const { asked } = world.app.net;
      assert.equal(
        asked.some((each) => each.startsWith('CAA')),
        asks,
      );
    });
  }
});
