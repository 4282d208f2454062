import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { day, hour, isCaError, type ErrorCode } from '#base';
import {
  acmeApp,
  certificateId,
  csrFor,
  forNames,
  issueFor,
  picture,
  prove,
  readyOrder,
  refusal,
  register,
  type AcmeApp,
} from '../../../test/acme.ts';
import type { NewOrder } from './acme.ts';
import type { PolicyChanges } from './policy.ts';
import type { AcmeAccount } from './record.ts';

const ip = (value: string): NewOrder => ({ identifiers: [{ type: 'ip', value }] });

describe('an order is refused', () => {
  let app: AcmeApp;
  let account: AcmeAccount;
  before(async () => {
    app = await acmeApp();
    account = await register(app);
  });
  after(() => app[Symbol.asyncDispose]());

  const many = Array.from({ length: 101 }, (_, n) => `n${n}.example`);
  const rejected = 'rejected_identifier';
  const cases: readonly (readonly [string, NewOrder, ErrorCode, PolicyChanges?])[] = [
    ['without identifiers', forNames(), 'bad_request'],
    ['with 101', forNames(...many), 'bad_request'],
    [
      'another type',
      { identifiers: [{ type: 'email', value: 'a@b.example' }] },
      'unsupported_identifier',
    ],
    ['an empty name', forNames(''), rejected],
    ['a dot at the end', forNames('a.example.'), rejected],
    ['an empty label', forNames('a..example'), rejected],
    ['an underscore', forNames('a_b.example'), rejected],
    ['two wildcards', forNames('*.*.example'), rejected],
    ['a wildcard inside', forNames('a.*.example'), rejected],
    ['a bare wildcard', forNames('*'), rejected],
    ['an address as a host', forNames('192.0.2.1'), rejected],
    ['a number as a host', forNames('0x7f000001'), rejected],
    ['a U-label', forNames('bücher.example'), rejected],
    ['an A-label that is none', forNames('xn--a.example'), rejected],
    ['a control character', forNames('a\0.example'), rejected],
    ['a port', forNames('a.example:80'), rejected],
    ['a label of 64', forNames(`${'a'.repeat(64)}.example`), rejected],
    ['a name of 254', forNames(`${'a.'.repeat(123)}example.`), rejected],
    ['an address with a mask', ip('10.0.0.0/8'), rejected],
    ['an octal address', ip('010.0.0.1'), rejected],
    ['a short address', ip('10.1'), rejected],
    ['an address with a zone', ip('fe80::1%eth0'), rejected],
    ['a host as an address', ip('a.example'), rejected],
    ['a wildcard where none may be', forNames('*.a.example'), rejected, { wildcards: false }],
    [
      'an address where none may be',
      ip('192.0.2.1'),
      'unsupported_identifier',
      { ipIdentifiers: false },
    ],
    ['a name not allowed', forNames('a.example'), rejected, { allowedNames: ['example.com'] }],
    ['a look-alike', forNames('notexample.com'), rejected, { allowedNames: ['example.com'] }],
    [
      'a name itself, where those below are',
      forNames('example.com'),
      rejected,
      { allowedNames: ['.example.com'] },
    ],
    ['a denied name', forNames('a.b.example'), rejected, { deniedNames: ['b.example'] }],
    [
      'a wildcard that may stand for a denied name',
      forNames('*.example'),
      rejected,
      { deniedNames: ['b.example'] },
    ],
    [
      'an address where names are allowed',
      ip('192.0.2.1'),
      rejected,
      { allowedNames: ['example.com'] },
    ],
    ['an address in a denied network', ip('10.1.2.3'), rejected, { deniedNames: ['10.0.0.0/8'] }],
    ['no proof is taken for it', ip('192.0.2.1'), rejected, { challengeTypes: ['dns-01'] }],
    [
      'nor for a wildcard',
      forNames('*.example'),
      rejected,
      { challengeTypes: ['http-01', 'tls-alpn-01'] },
    ],
    [
      'a name above, where that is off',
      { identifiers: [{ type: 'dns', value: 'a.b.example', ancestorDomain: 'b.example' }] },
      rejected,
    ],
    [
      'a name that is not above',
      { identifiers: [{ type: 'dns', value: 'a.example', ancestorDomain: 'ample' }] },
      rejected,
      { subdomains: true },
    ],
    [
      'a profile where none is offered',
      { ...forNames('a.example'), profile: 'client' },
      'bad_profile',
    ],
    [
      'a profile that is not offered',
      { ...forNames('a.example'), profile: 'ocsp' },
      'bad_profile',
      { profiles: ['client'] },
    ],
    [
      'a profile that is not defined',
      { ...forNames('a.example'), profile: 'nobody' },
      'bad_profile',
      { profiles: ['nobody'] },
    ],
    [
      'a default profile that is not defined',
      forNames('a.example'),
      'bad_profile',
      { profile: 'nobody' },
    ],
    ['an end in the past', { ...forNames('a.example'), notAfter: new Date(0) }, 'bad_request'],
    [
      'an end too far away',
      { ...forNames('a.example'), notAfter: new Date('2027-11-21') },
      'bad_request',
    ],
    [
      'an end that is no time',
      { ...forNames('a.example'), notAfter: new Date(NaN) },
      'bad_request',
    ],
    [
      'a beginning tomorrow',
      { ...forNames('a.example'), notBefore: new Date('2026-11-22T12:00Z') },
      'bad_request',
    ],
    [
      'to replace what is no certificate',
      { ...forNames('a.example'), replaces: 'AAAA.AQ' },
      'bad_request',
    ],
    ['to replace nonsense', { ...forNames('a.example'), replaces: '../x' }, 'bad_request'],
  ];
  for (const [what, order, code, policy = {}] of cases) {
    test(`with ${code}: ${what}`, async () => {
      const old = await app.acme.policy(app.issuing.id);
      await app.acme.setPolicy(app.issuing.id, policy);
      const untouched = await picture(app);
      await assert.rejects(app.acme.newOrder(account, order), refusal(code));
      assert.equal(await picture(app), untouched);
      await app.acme.setPolicy(app.issuing.id, old);
    });
  }

  test('with a problem for each name that cannot be', async () => {
    await assert.rejects(
      app.acme.newOrder(account, forNames('a.example', 'b..example', 'c.example', '')),
      (error) =>
        isCaError(error, 'rejected_identifier') &&
        JSON.stringify(error.problems.map(({ path }) => path)) ===
          '[["identifiers",1],["identifiers",3]]',
    );
  });

  test('when ACME is off, or the authority may not sign', async () => {
    await app.acme.setPolicy(app.issuing.id, { enabled: false });
    await assert.rejects(app.acme.newOrder(account, forNames('a.example')), refusal('not_found'));
    await app.acme.setPolicy(app.issuing.id, { enabled: true });
    await app.authorities.update(app.issuing, { enabled: false });
    const ordering = app.acme.newOrder(account, forNames('a.example'));
    await assert.rejects(ordering, refusal('authority_disabled'));
    await app.authorities.update(app.issuing, { enabled: true });
  });
});

describe('an order', () => {
  test('names each identifier once, in its one form, with a challenge of each kind that can be', async () => {
    await using app = await acmeApp({ caaIdentities: ['ca.example'], caa: 'never' });
    const account = await register(app);
    const order = await app.acme.newOrder(account, {
      identifiers: [
        { type: 'dns', value: 'A.Example' },
        { type: 'dns', value: 'a.example' },
        { type: 'dns', value: '*.a.example' },
        { type: 'ip', value: '2001:0DB8::0:1' },
      ],
    });
    assert.equal(order.status, 'pending');
    assert.equal(order.expires.getTime(), app.clock.now() + hour);
    assert.deepEqual(order.identifiers, [
      { type: 'dns', value: 'a.example' },
      { type: 'dns', value: '*.a.example' },
      { type: 'ip', value: '2001:db8::1' },
    ]);
    const authorizations = await Promise.all(
      order.authorizations.map((slug) => app.acme.getAuthorization(account, slug)),
    );
    assert.deepEqual(
      authorizations.map(({ identifier, wildcard, challenges }) => [
        identifier.value,
        wildcard,
        challenges.map(({ type }) => type).join(' '),
      ]),
      [
        ['a.example', false, 'http-01 dns-01 tls-alpn-01 dns-account-01 dns-persist-01'],
        ['a.example', true, 'dns-01 dns-account-01 dns-persist-01'],
        ['2001:db8::1', false, 'http-01 tls-alpn-01'],
      ],
    );
    const challenges = authorizations.flatMap((each) => each.challenges);
    for (const { type, token, issuerNames } of challenges) {
      if (type === 'dns-persist-01') assert.deepEqual([token, issuerNames], [null, ['ca.example']]);
      else assert.match(token ?? '', /^[A-Za-z0-9_-]{43}$/);
    }
  });

  test('uses a valid authorization again while it lasts, and a wildcard’s for wildcards alone', async () => {
    await using app = await acmeApp();
    const account = await register(app);
    const proved = await readyOrder(app, account, forNames('a.example'));
    const again = await app.acme.newOrder(account, forNames('a.example'));
    assert.deepEqual([again.status, again.authorizations], ['ready', proved.authorizations]);
    const wild = await app.acme.newOrder(account, forNames('*.a.example', 'a.example'));
    assert.equal(wild.status, 'pending');
    assert.equal(wild.authorizations[1], proved.authorizations[0]);
    const other = await register(app);
    const theirs = await app.acme.newOrder(other, forNames('a.example'));
    assert.equal(theirs.status, 'pending');
    app.clock.advance(7 * day - hour);
    const late = await app.acme.newOrder(account, forNames('a.example'));
    assert.equal(late.status, 'pending', 'it would end before the order');
  });

  test('never uses one again where the policy says so', async () => {
    await using app = await acmeApp({ authorizationLifeMs: 0 });
    const account = await register(app);
    await readyOrder(app, account, forNames('a.example'));
    assert.equal((await app.acme.newOrder(account, forNames('a.example'))).status, 'pending');
  });

  test('may rest on an authorization of a name above it (RFC 9444)', async () => {
    await using app = await acmeApp({ subdomains: true });
    const account = await register(app);
    const below = { type: 'dns', ancestorDomain: 'example.com' };
    const order = await app.acme.newOrder(account, {
      identifiers: [
        { ...below, value: 'a.b.example.com' },
        { ...below, value: '*.c.example.com' },
      ],
    });
    assert.equal(new Set(order.authorizations).size, 1);
    const [slug = ''] = order.authorizations;
    const { identifier, subdomains, challenges } = await app.acme.getAuthorization(account, slug);
    assert.deepEqual([identifier.value, subdomains], ['example.com', true]);
    assert.ok(challenges.every(({ type }) => type.startsWith('dns-')));
    await prove(app, account, order);
    const { status } = await app.acme.newOrder(account, forNames('x.y.example.com', 'example.com'));
    assert.equal(status, 'ready');
    const outside = await app.acme.newOrder(account, forNames('notexample.com'));
    assert.equal(outside.status, 'pending');
  });

  test('comes after a pre-authorization, and then is ready at once (RFC 8555 §7.4.1)', async () => {
    await using app = await acmeApp();
    const account = await register(app);
    const asked = { type: 'dns', value: 'a.example', subdomainAuthAllowed: true };
    const made = await app.acme.newAuthorization(account, asked);
    assert.deepEqual([made.status, made.subdomains], ['pending', false]);
    await prove(app, account, { authorizations: [made.slug] } as never);
    assert.equal((await app.acme.newOrder(account, forNames('a.example'))).status, 'ready');
    for (const [value, code] of [
      ['*.a.example', 'bad_request'],
      ['a..b', 'rejected_identifier'],
    ] as const)
      await assert.rejects(
        app.acme.newAuthorization(account, { type: 'dns', value }),
        refusal(code),
      );
  });

  test('replaces one certificate of its account once (RFC 9773 §5)', async () => {
    await using app = await acmeApp();
    const [account, other] = [await register(app), await register(app)];
    const first = await issueFor(app, account, forNames('a.example'));
    assert.equal(first.status, 'valid');
    const [certificate] = await app.certificates.list({ authority: app.issuing });
    const replaces = certificateId(certificate?.certificate.der ?? new Uint8Array());
    const replacing = { ...forNames('a.example', 'b.example'), replaces };
    await assert.rejects(app.acme.newOrder(other, replacing), refusal('bad_request'));
    await assert.rejects(
      app.acme.newOrder(account, { ...forNames('c.example'), replaces }),
      refusal('bad_request'),
    );
    const [rival, winner] = [
      await readyOrder(app, account, replacing),
      await issueFor(app, account, replacing),
    ];
    assert.deepEqual([winner.status, winner.replaces, rival.status], ['valid', replaces, 'ready']);
    await assert.rejects(app.acme.newOrder(account, replacing), refusal('already_replaced'));
    await assert.rejects(
      app.acme.finalize(account, rival.slug, await csrFor(['a.example', 'b.example'])),
      refusal('already_replaced'),
    );
  });

  test('must wait when there were too many, or too many are open', async () => {
    const limits = { ordersPerHour: 2, pendingAuthorizations: 3 };
    await using app = await acmeApp({ limits });
    const account = await register(app);
    const three = forNames('a.example', 'b.example', 'c.example', 'd.example');
    await assert.rejects(app.acme.newOrder(account, three), refusal('rate_limited'));
    await app.acme.newOrder(account, forNames('a.example'));
    await app.acme.newOrder(account, forNames('a.example'));
    await assert.rejects(
      app.acme.newOrder(account, forNames('a.example')),
      (error) => isCaError(error, 'rate_limited') && error.retryAfterMs === hour,
    );
    app.clock.advance(hour);
    await app.acme.newOrder(account, forNames('a.example'));
  });
});
