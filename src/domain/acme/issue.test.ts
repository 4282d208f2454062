import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openApp } from '#app';
import { day, hour, minute, second, CaError } from '#base';
import type { KeyBackend } from '#keys';
import { files } from '#keys';
import { temporaryDirectory } from '#oracles';
import { findExtension, parseCertificate } from '#x509';
import {
  acmeApp,
  csrFor,
  forNames,
  issueFor,
  readyOrder,
  refusal,
  register,
  type AcmeApp,
} from '../../../test/acme.ts';
import { makeCsr } from '../../../test/csr.ts';
import type { AcmeAccount } from './record.ts';

describe('a certificate', () => {
  test('has the names of the order, the key of the CSR, the profile and life of the policy', async () => {
    await using app = await acmeApp({ profile: 'server' });
    const account = await register(app);
    const order = await issueFor(app, account, forNames('a.example.com', '*.example.com'));
    const [chain = ''] = await app.acme.certificateChains(account, order.slug);
    assert.equal(chain.match(/BEGIN CERTIFICATE/g)?.length, 2, 'the root is left out');
    const [issued] = await app.certificates.list({ authority: app.issuing });
    assert.ok(issued && chain.startsWith(issued.pem));
    assert.deepEqual(
      findExtension(issued.certificate.extensions, 'subject_alternative_name')?.value,
      [
        { type: 'DNS', value: 'a.example.com' },
        { type: 'DNS', value: '*.example.com' },
      ],
    );
    assert.deepEqual(issued.subject, [{ oid: '2.5.4.3', value: 'a.example.com' }]);
    assert.equal(issued.profile, 'server');
    const lifeMs = issued.notAfter.getTime() - app.clock.now();
    assert.ok(lifeMs > 45 * day - minute && lifeMs <= 45 * day);
  });

  test('takes the common name of the CSR, its end from the order, its profile from those offered', async () => {
    await using app = await acmeApp({ profiles: ['client'] });
    const account = await register(app);
    const notAfter = new Date(app.clock.now() + 10 * day);
    const asked = { ...forNames('a.example', 'b.example'), notAfter, profile: 'client' };
    const order = await readyOrder(app, account, asked);
    await app.acme.finalize(account, order.slug, await csrFor(['A.example'], 'b.example'));
    await app.jobs.idle();
    const [issued] = await app.certificates.list({ authority: app.issuing });
    assert.deepEqual(issued?.subject, [{ oid: '2.5.4.3', value: 'b.example' }]);
    assert.equal(issued?.profile, 'client');
    assert.equal(issued?.notAfter.getTime(), Math.floor(notAfter.getTime() / minute) * minute);
  });

  test('has the end and the subject of a profile that decides them alone', async () => {
    const profiles = { fixed: { expires: 'P30D', decides: { validity: 'ca', subject: 'ca' } } };
    await using app = await acmeApp({ profile: 'fixed' }, { profiles });
    const account = await register(app);
    const notAfter = new Date(app.clock.now() + day);
    const early = app.acme.newOrder(account, { ...forNames('a.example'), notAfter });
    await assert.rejects(early, refusal('bad_request'));
    const order = await readyOrder(app, account, forNames('a.example', 'b.example'));
    await app.acme.finalize(account, order.slug, await csrFor(['a.example'], 'b.example'));
    await app.jobs.idle();
    const [issued] = await app.certificates.list({ authority: app.issuing });
    assert.equal(
      issued?.notAfter.getTime(),
      Math.floor(app.clock.now() / minute) * minute + 30 * day - minute,
    );
    await app.acme.setPolicy(app.issuing.id, { maxValidityMs: 20 * day, defaultValidityMs: day });
    await assert.rejects(app.acme.newOrder(account, forNames('a.example')), refusal('bad_profile'));
  });

  test('never lives longer than its authority', async () => {
    await using app = await acmeApp();
    const account = await register(app);
    app.clock.set(app.issuing.notAfter.getTime() - day);
    const order = await issueFor(app, account, forNames('a.example'));
    const [issued] = await app.certificates.list({ authority: app.issuing });
    assert.equal(order.status, 'valid');
    assert.ok(issued && issued.notAfter <= app.issuing.notAfter);
  });

  test('of a root keeps the root in its chain; one that is revoked is not handed out', async () => {
    await using app = await acmeApp();
    await app.acme.setPolicy(app.root.id, { enabled: true, requiresContact: false });
    const account = await register(app, app.root);
    const { slug } = await issueFor(app, account, forNames('a.example'));
    const [chain] = await app.acme.certificateChains(account, slug);
    assert.equal(chain?.match(/BEGIN CERTIFICATE/g)?.length, 2);
    const [issued] = await app.certificates.list({ authority: app.root });
    assert.ok(issued);
    await app.certificates.revoke(issued);
    await assert.rejects(app.acme.certificateChains(account, slug), refusal('unauthorized'));
  });
});

describe('between finalize and the certificate', () => {
  async function finalized(app: AcmeApp, name = 'a.example'): Promise<[AcmeAccount, string]> {
    const account = await register(app);
    const { slug } = await readyOrder(app, account, forNames(name));
    const order = await app.acme.finalize(account, slug, await csrFor([name]));
    assert.equal(order.status, 'processing');
    assert.ok(order.retryAfter);
    return [account, slug];
  }

  const ends: readonly (readonly [
    string,
    (app: AcmeApp, account: AcmeAccount, authorization: string) => Promise<unknown>,
    string,
  ])[] = [
    [
      'an authorization was given back',
      (app, account, slug) => app.acme.deactivateAuthorization(account, slug),
      'unauthorized',
    ],
    ['the account ended', (app, account) => app.acme.deactivateAccount(account), 'unauthorized'],
    ['the time of the order ended', async (app) => app.clock.advance(hour), 'unauthorized'],
    [
      'the authority was disabled',
      (app) => app.authorities.update(app.issuing, { enabled: false }),
      'serverInternal',
    ],
    [
      'the profile is no longer offered',
      (app) => app.acme.setPolicy(app.issuing.id, { profile: 'nobody' }),
      'serverInternal',
    ],
    [
      'a gate said no',
      async (app) =>
        app.events.before('certificate.issue', () => {
          throw new CaError('refused', 'Not today.');
        }),
      'unauthorized',
    ],
  ];
  for (const [what, act, type] of ends) {
    test(`${what}: nothing is issued, and the order says why`, async () => {
      await using app = await acmeApp();
      const [account, slug] = await finalized(app);
      const { authorizations } = await app.acme.getOrder(account, slug);
      await act(app, account, authorizations[0] ?? '');
      await app.jobs.idle();
      const order = await app.acme.getOrder(account, slug);
      assert.deepEqual([order.status, order.error?.type], ['invalid', type]);
      assert.deepEqual(await app.certificates.list({ authority: app.issuing }), []);
    });
  }

  test('CAA records older than eight hours are asked for again, each name once', async () => {
    await using app = await acmeApp({ caaIdentities: ['ca.example'], orderLifeMs: day });
    const account = await register(app);
    const names = ['a.example', 'b.example', '*.b.example'];
    const first = await issueFor(app, account, forNames(...names));
    assert.equal(first.status, 'valid');
    const caa = (): string[] => app.net.asked.filter((each) => each.startsWith('CAA'));
    const asked = caa().length;
    app.clock.advance(8 * hour - second);
    assert.equal((await issueFor(app, account, forNames(...names))).status, 'valid');
    assert.equal(caa().length, asked, 'they are fresh enough');
    app.clock.advance(hour);
    assert.equal((await issueFor(app, account, forNames(...names))).status, 'valid');
    assert.deepEqual(caa().slice(asked).toSorted(), [
      'CAA a.example',
      'CAA b.example',
      'CAA example',
    ]);
    app.net.caa.set('b.example', [{ critical: false, tag: 'issuewild', value: ';' }]);
    app.clock.advance(9 * hour);
    const last = await issueFor(app, account, forNames(...names));
    assert.deepEqual([last.status, last.error?.type], ['invalid', 'caa']);
  });

  test('a name below an authorized one has its own CAA records looked at', async () => {
    await using app = await acmeApp({ caaIdentities: ['ca.example'], subdomains: true });
    const account = await register(app);
    app.net.caa.set('a.b.example', [{ critical: false, tag: 'issue', value: ';' }]);
    const order = await issueFor(app, account, {
      identifiers: [{ type: 'dns', value: 'a.b.example', ancestorDomain: 'b.example' }],
    });
    assert.deepEqual([order.status, order.error?.type], ['invalid', 'caa']);
  });

  test('a key that is away for a moment is waited for, and signs what was on record', async () => {
    using directory = temporaryDirectory();
    const backend = files({ directory: directory.path });
    let away = false;
    const key: KeyBackend = {
      ...backend,
      sign: (...act) => {
        if (away) throw new CaError('key_unavailable', 'Away.');
        return backend.sign(...act);
      },
    };
    await using app = await acmeApp({}, { keys: { default: key } });
    const [account, slug] = await finalized(app);
    away = true;
    await app.jobs.idle();
    assert.equal((await app.acme.getOrder(account, slug)).status, 'processing');
    away = false;
    app.clock.advance(minute);
    await app.jobs.idle();
    assert.equal((await app.acme.getOrder(account, slug)).status, 'valid');
    const rows = await app.db
      .reader<{ certificate: { state: string } }>()
      .selectFrom('certificate')
      .select('state')
      .execute();
    assert.deepEqual(
      rows.filter(({ state }) => state !== 'issued'),
      [],
    );
    assert.equal((await app.certificates.list({ authority: app.issuing })).length, 1);
  });

  test('a process that ended after the signature has issued once: the order finds its certificate', async () => {
    await using app = await acmeApp();
    const [account, slug] = await finalized(app);
    const first = await app.certificates.issue(app.issuing, {
      csr: (await makeCsr()).der,
      subject: [{ oid: '2.5.4.3', value: 'a.example' }],
      requestId: `acme/order/${slug}`,
    });
    app.clock.advance(hour);
    await app.jobs.idle();
    assert.equal((await app.acme.getOrder(account, slug)).status, 'valid');
    const [chain = ''] = await app.acme.certificateChains(account, slug);
    assert.ok(chain.startsWith(first.pem));
    assert.equal((await app.certificates.list({ authority: app.issuing })).length, 1);
  });

  test('of two processes that are at it at once, one certificate comes', async () => {
    using directory = temporaryDirectory();
    const keys = { default: files({ directory: `${directory.path}/keys` }) };
    const database = `${directory.path}/ca.db`;
    await using app = await acmeApp({}, { database, keys });
    const [account, slug] = await finalized(app);
    await using other = await openApp({ database, keys, clock: app.clock, jobs: 'hold' });
    const request = {
      csr: (await makeCsr()).der,
      subject: [{ oid: '2.5.4.3', value: 'a.example' }],
      requestId: `acme/order/${slug}`,
    };
    const all = await Promise.allSettled([
      app.jobs.idle(),
      other.jobs.idle(),
      other.certificates.issue(app.issuing, request),
      app.certificates.issue(app.issuing, request),
    ]);
    app.clock.advance(minute);
    await app.jobs.idle();
    const issued = await app.certificates.list({ authority: app.issuing });
    assert.equal(issued.length, 1, JSON.stringify(all));
    assert.equal((await app.acme.getOrder(account, slug)).status, 'valid');
    const [chain = ''] = await app.acme.certificateChains(account, slug);
    assert.equal(parsePem(chain), issued[0]?.serial);
  });

  function parsePem(chain: string): string {
    const [, body = ''] = /-----BEGIN CERTIFICATE-----([^-]+)/.exec(chain) ?? [];
    return parseCertificate(new Uint8Array(Buffer.from(body, 'base64'))).serial;
  }
});
