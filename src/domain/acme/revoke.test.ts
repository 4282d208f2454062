import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ErrorCode } from '#base';
import type { IssuedCertificate } from '#certificates';
import {
  acmeApp,
  forNames,
  issueFor,
  picture,
  readyOrder,
  refusal,
  register,
  type AcmeApp,
} from '../../../test/acme.ts';
import type { AcmeAccount } from './record.ts';

interface World extends AsyncDisposable {
  readonly app: AcmeApp;
  readonly owner: AcmeAccount;
  readonly other: AcmeAccount;
  readonly issued: IssuedCertificate;
}

async function world(...names: string[]): Promise<World> {
  const app = await acmeApp();
  const [owner, other] = [await register(app), await register(app)];
  await issueFor(app, owner, forNames(...names));
  const [issued] = await app.certificates.list({ authority: app.issuing });
  if (!issued) throw new Error('nothing was issued');
  return { app, owner, other, issued, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

describe('a certificate is revoked', () => {
  const ways: readonly (readonly [
    string,
    (world: World) => Promise<Parameters<AcmeApp['acme']['revoke']>[1]['by']>,
  ])[] = [
    ['by the account that had it issued', async ({ owner }) => ({ account: owner })],
    ['by its own key', async ({ issued }) => ({ spki: issued.certificate.spki })],
    [
      'by an account that holds authorizations for all its names',
      async ({ app, other }) => {
        await readyOrder(app, other, forNames('a.example', '*.b.example'));
        return { account: other };
      },
    ],
  ];
  for (const [how, by] of ways) {
    test(how, async () => {
      await using all = await world('a.example', '*.b.example');
      const { app, issued } = all;
      const request = { certificateDer: issued.certificate.der, by: await by(all) };
      await app.acme.revoke(app.issuing, { ...request, reason: 4 });
      const now = await app.certificates.get({ id: issued.id });
      assert.equal(now.revocation?.reason, 'superseded');
      await assert.rejects(app.acme.revoke(app.issuing, request), refusal('already_revoked'));
    });
  }
});

describe('a certificate stays as it is', () => {
  const cases: readonly (readonly [
    string,
    ErrorCode,
    (world: World) => Promise<Parameters<AcmeApp['acme']['revoke']>[1]>,
  ])[] = [
    [
      'for another account',
      'unauthorized',
      async ({ issued, other }) => ({
        certificateDer: issued.certificate.der,
        by: { account: other },
      }),
    ],
    [
      'for an account with authorizations for some of its names',
      'unauthorized',
      async ({ app, issued, other }) => {
        await readyOrder(app, other, forNames('a.example', 'b.example'));
        return { certificateDer: issued.certificate.der, by: { account: other } };
      },
    ],
    [
      'for the key of its authority',
      'unauthorized',
      async ({ app, issued }) => ({
        certificateDer: issued.certificate.der,
        by: { spki: app.issuing.certificate.spki },
      }),
    ],
    [
      'when another is named',
      'unauthorized',
      async ({ app, owner }) => ({
        certificateDer: app.issuing.certificate.der,
        by: { account: owner },
      }),
    ],
    [
      'when its bytes were changed',
      'unauthorized',
      async ({ issued, owner }) => {
        const { der } = issued.certificate;
        return {
          certificateDer: der.with(der.length - 1, (der.at(-1) ?? 0) ^ 1),
          by: { account: owner },
        };
      },
    ],
    [
      'when it is no certificate',
      'bad_certificate',
      async ({ owner }) => ({ certificateDer: new Uint8Array(10), by: { account: owner } }),
    ],
    ...[7, 8, 11, -1, 0.5].map(
      (reason) =>
        [
          `for the reason ${reason}`,
          'bad_reason',
          async ({ issued, owner }: World) => ({
            certificateDer: issued.certificate.der,
            reason,
            by: { account: owner },
          }),
        ] as const,
    ),
  ];
  let all: World;
  before(async () => void (all = await world('a.example', '*.b.example')));
  after(() => all[Symbol.asyncDispose]());

  for (const [what, code, make] of cases) {
    test(what, async () => {
      const { app, issued } = all;
      const request = await make(all);
      const untouched = await picture(app);
      await assert.rejects(app.acme.revoke(app.issuing, request), refusal(code));
      assert.equal(await picture(app), untouched);
      assert.equal((await app.certificates.get({ id: issued.id })).revocation, null);
    });
  }

  test('at another authority', async () => {
    const { app, issued, owner } = all;
    const request = { certificateDer: issued.certificate.der, by: { account: owner } };
    await assert.rejects(app.acme.revoke(app.root, request), refusal('unauthorized'));
  });

  test('for its account, once that has ended', async () => {
    const { app, issued, owner } = all;
    await app.acme.deactivateAccount(owner);
    const request = { certificateDer: issued.certificate.der, by: { account: owner } };
    await assert.rejects(app.acme.revoke(app.issuing, request), refusal('unauthorized'));
  });
});
