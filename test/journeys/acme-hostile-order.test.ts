import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import test from 'node:test';
import { present } from '#base';
import { parsePem } from '#der';
import { csrFor } from '../acme.ts';
import { refuseAll, type Attack } from './acme-attack.ts';
import { csrWith, encode, makeKey, signJws, joseBody, type AcmeClient } from './acme-client.ts';
import { acmeWorld, type AcmeWorld } from './acme-world.ts';

type Case = [name: string, type: string, status: number, url: string, payload?: unknown];

const attacks = (cases: readonly Case[]): Attack[] =>
  cases.map(([name, type, status, url, payload]) => ({
    name,
    type,
    status,
    send: (_, by) => by.post(url, payload),
  }));

test('an order that asks for what cannot be had is refused, name by name', async () => {
  await using world = await acmeWorld({ deniedNames: ['denied.test'], profiles: ['webserver'] });
  const client = await registered(world);
  const url = present(world.directory['newOrder'], 'newOrder');
  const names = (...values: string[]): object => ({
    identifiers: values.map((value) => ({ type: 'dns', value })),
  });
  const good = names('a.test');
  const cases: [name: string, type: string, payload: unknown][] = [
    ['nothing', 'malformed', ''],
    ['no identifiers', 'malformed', {}],
    ['an empty list', 'malformed', names()],
    ['a list that is none', 'malformed', { identifiers: 'a.test' }],
    ['a name that is no text', 'malformed', { identifiers: [{ type: 'dns', value: 1 }] }],
    [
      'a type that is not known',
      'unsupportedIdentifier',
      { identifiers: [{ type: 'email', value: 'a@a.test' }] },
    ],
    ['a name with a path', 'rejectedIdentifier', names('a.test/b')],
    ['a name with a port', 'rejectedIdentifier', names('a.test:80')],
    ['an address as a name', 'rejectedIdentifier', names('127.0.0.1')],
    ['an address in one number', 'rejectedIdentifier', names('2130706433')],
    ['two stars', 'rejectedIdentifier', names('*.*.test')],
    ['a star within', 'rejectedIdentifier', names('a.*.test')],
    ['a star for a letter', 'rejectedIdentifier', names('a*.test')],
    ['a name without end', 'rejectedIdentifier', names('a'.repeat(64))],
    ['an empty name', 'rejectedIdentifier', names('')],
    [
      'an address that is none',
      'rejectedIdentifier',
      { identifiers: [{ type: 'ip', value: '127.0.0.256' }] },
    ],
    ['a network', 'rejectedIdentifier', { identifiers: [{ type: 'ip', value: '10.0.0.0/8' }] }],
    ['a zone', 'rejectedIdentifier', { identifiers: [{ type: 'ip', value: 'fe80::1%eth0' }] }],
    ['a denied name', 'rejectedIdentifier', names('a.test', 'x.denied.test')],
    [
      'an end before the beginning',
      'malformed',
      { ...good, notBefore: '2026-12-02T00:00:00Z', notAfter: '2026-12-01T00:00:00Z' },
    ],
    ['a beginning in the past', 'malformed', { ...good, notBefore: '2020-01-01T00:00:00Z' }],
    ['an end far away', 'malformed', { ...good, notAfter: '2036-01-01T00:00:00Z' }],
    ['an end that is no time', 'malformed', { ...good, notAfter: 'tomorrow' }],
    ['an end without zone', 'malformed', { ...good, notAfter: '2026-12-01T00:00:00' }],
    ['a profile that is not offered', 'invalidProfile', { ...good, profile: 'ocsp' }],
    ['a certificate to replace that is none', 'malformed', { ...good, replaces: 'nothing' }],
  ];
  await refuseAll(
    world,
    client,
    attacks(cases.map(([name, type, payload]) => [name, type, 400, url, payload])),
  );
  const several = await client.post(url, names('a.test', 'b.test/', 'x.denied.test'));
  assert.deepEqual(
    (several.json['subproblems'] as { identifier: object }[]).map(({ identifier }) => identifier),
    [
      { type: 'dns', value: 'b.test/' },
      { type: 'dns', value: 'x.denied.test' },
    ],
  );
});

test('what belongs to another is answered as what is not there', async () => {
  await using world = await acmeWorld();
  const victim = await registered(world);
  const client = await registered(world);
  const placed = await victim.post(present(world.directory['newOrder'], 'newOrder'), {
    identifiers: [{ type: 'dns', value: 'a.test' }],
  });
  const order = String(placed.headers['location']);
  const [authz = ''] = placed.json['authorizations'] as string[];
  const { challenges } = (await victim.post(authz)).json as { challenges: { url: string }[] };
  const csr = encode(await csrFor(['a.test']));
  const reached: [name: string, url: string, payload?: unknown][] = [
    ['reads an order', order],
    ['finalizes an order', `${order}finalize/`, { csr }],
    ['reads an authorization', authz],
    ['ends an authorization', authz, { status: 'deactivated' }],
    ['reads a challenge', challenges[0]?.url ?? ''],
    ['answers a challenge', challenges[0]?.url ?? '', {}],
    ['fetches a certificate', order.replace('/order/', '/cert/')],
    ['fetches a chain', `${order.replace('/order/', '/cert/')}1/`],
  ];
  const none = (url: string): string => url.replace(/\w{4}(\/(?:finalize\/|1\/)?)$/, 'zzzz$1');
  await refuseAll(
    world,
    client,
    attacks(reached.map(([name, url, payload]) => [name, 'unauthorized', 401, url, payload])),
  );
  await refuseAll(
    world,
    client,
    attacks(reached.map(([name, url, payload]) => [name, 'unauthorized', 401, none(url), payload])),
  );
  for (const [name, url, payload] of reached) {
    const answers = [await client.post(url, payload), await client.post(none(url), payload)];
    assert.equal(answers[0]?.text, answers[1]?.text, name);
  }
  const own: Case[] = [
    ['a payload where it is read', 'malformed', 400, order, {}],
    ['a challenge answered by a list', 'malformed', 400, challenges[0]?.url ?? '', '[]'],
    ['an authorization made valid', 'malformed', 400, authz, { status: 'valid' }],
    ['an authorization with nothing', 'malformed', 400, authz, {}],
    ['a certificate too early', 'unauthorized', 401, order.replace('/order/', '/cert/')],
    ['a finalize too early', 'orderNotReady', 403, `${order}finalize/`, { csr }],
  ];
  await refuseAll(world, victim, attacks(own));
});

test('a CSR is for the names of the order, for a strong key that has signed it', async () => {
  await using world = await acmeWorld();
  const client = await registered(world);
  const order = await readyOrder(world, client, ['a.test', 'b.test']);
  const good = await csrFor(['a.test', 'b.test']);
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  const cases: [name: string, type: string, payload: unknown][] = [
    ['no csr', 'malformed', {}],
    ['a csr that is no text', 'malformed', { csr: 1 }],
    ['PEM', 'badCSR', { csr: '-----BEGIN CERTIFICATE REQUEST-----' }],
    ['padding', 'badCSR', { csr: `${encode(good)}=` }],
    ['no DER', 'badCSR', { csr: 'AAAA' }],
    ['nothing', 'badCSR', { csr: '' }],
    ['octets behind it', 'badCSR', { csr: encode(Buffer.concat([good, Buffer.alloc(1)])) }],
    ['no names', 'badCSR', { csr: encode(await csrFor([])) }],
    ['a name too few', 'badCSR', { csr: encode(await csrFor(['a.test'])) }],
    ['a name too many', 'badCSR', { csr: encode(await csrFor(['a.test', 'b.test', 'c.test'])) }],
    ['another name', 'badCSR', { csr: encode(await csrFor(['a.test', 'c.test'])) }],
    ['a star', 'badCSR', { csr: encode(await csrFor(['a.test', '*.test'])) }],
    [
      'an address',
      'badCSR',
      { csr: encode(await csrFor(['a.test', 'b.test', { type: 'IP', value: '127.0.0.1' }])) },
    ],
    [
      'an e-mail address',
      'badCSR',
      { csr: encode(await csrFor(['a.test', 'b.test', { type: 'email', value: 'a@a.test' }])) },
    ],
    [
      'another common name',
      'badCSR',
      { csr: encode(await csrFor(['a.test', 'b.test'], 'c.test')) },
    ],
    ['a broken signature', 'badCSR', { csr: encode(bent(good)) }],
    ['a part of one', 'badCSR', { csr: encode(good.subarray(0, 60)) }],
    ['a weak key', 'badCSR', { csr: encode(await csrWith(weak, ['a.test', 'b.test'])) }],
    [
      'the key of the account',
      'badCSR',
      { csr: encode(await csrWith(client.key.privateKey, ['a.test', 'b.test'])) },
    ],
  ];
  await refuseAll(
    world,
    client,
    attacks(cases.map(([name, type, payload]) => [name, type, 400, `${order}finalize/`, payload])),
  );
});

test('a certificate is revoked by who may, for a reason that may be given, once', async () => {
  await using world = await acmeWorld();
  const client = await registered(world);
  const stranger = await registered(world);
  const url = present(world.directory['revokeCert'], 'revokeCert');
  const der = await issue(world, client, 'a.test');
  const certificate = encode(der);
  const cases: Case[] = [
    ['nothing', 'malformed', 400, url, ''],
    ['no certificate', 'malformed', 400, url, {}],
    ['PEM', 'malformed', 400, url, { certificate: '-----BEGIN CERTIFICATE-----' }],
    ['no DER', 'malformed', 400, url, { certificate: 'AAAA' }],
    ['a reason that is none', 'badRevocationReason', 400, url, { certificate, reason: 7 }],
    ['a reason of lists', 'badRevocationReason', 400, url, { certificate, reason: 11 }],
    ['a reason that is broken', 'badRevocationReason', 400, url, { certificate, reason: 1.5 }],
    ['a reason that is no number', 'malformed', 400, url, { certificate, reason: '1' }],
  ];
  await refuseAll(world, client, attacks(cases));
  const root = encode(world.ca.root.certificate.der);
  await refuseAll(
    world,
    stranger,
    attacks([
      ['by a stranger', 'unauthorized', 401, url, { certificate }],
      ['of the authority', 'unauthorized', 401, url, { certificate: root }],
    ]),
  );
  const byKey = (name: string, key = makeKey()): Attack => ({
    name,
    type: 'unauthorized',
    status: 401,
    send: async (_, by) => {
      const header = { alg: key.alg, jwk: key.jwk, url, nonce: await by.nonce() };
      return world.send('POST', url, joseBody(signJws(key, header, { certificate })));
    },
  });
  await refuseAll(world, stranger, [byKey('by another key')]);
  assert.equal((await client.post(url, { certificate })).status, 200);
  await refuseAll(world, client, attacks([['twice', 'alreadyRevoked', 400, url, { certificate }]]));
});

test('who asks too often is told when to come back', async () => {
  await using world = await acmeWorld({ limits: { ordersPerHour: 1 } });
  const client = await registered(world);
  const url = present(world.directory['newOrder'], 'newOrder');
  const order = { identifiers: [{ type: 'dns', value: 'a.test' }] };
  assert.equal((await client.post(url, order)).status, 201);
  await refuseAll(world, client, attacks([['once more', 'rateLimited', 429, url, order]]));
  const { headers } = await client.post(url, order);
  assert.match(String(headers['retry-after']), /^[1-9]\d*$/);
  world.ca.clock.advance(Number(headers['retry-after']) * 1000);
  assert.equal((await client.post(url, order)).status, 201);
});

test('a proof is not looked for where the policy does not allow it', async () => {
  await using world = await acmeWorld({ tries: 1 });
  const client = await registered(world);
  const places = ['10.0.0.5', '169.254.169.254', '192.168.7.7', '::ffff:10.0.0.5', 'fd00::5'];
  for (const value of places) {
    const placed = await client.post(present(world.directory['newOrder'], 'newOrder'), {
      identifiers: [{ type: 'ip', value }],
    });
    const [authz = ''] = placed.json['authorizations'] as string[];
    const { challenges } = (await client.post(authz)).json as { challenges: { url: string }[] };
    await client.post(challenges[0]?.url ?? '', {});
    await world.ca.jobs.idle();
    const { status, error } = (await client.post(challenges[0]?.url ?? '')).json as {
      status: string;
      error: { type: string; detail: string };
    };
    assert.equal(status, 'invalid', value);
    assert.equal(error.type, 'urn:ietf:params:acme:error:connection', value);
    assert.match(error.detail, /not public/, value);
  }
});

async function registered(world: AcmeWorld): Promise<AcmeClient> {
  const client = world.client();
  await client.register();
  return client;
}

/** The URL of an order whose every name is proved. */
async function readyOrder(
  world: AcmeWorld,
  client: AcmeClient,
  names: readonly string[],
): Promise<string> {
  const placed = await client.post(present(world.directory['newOrder'], 'newOrder'), {
    identifiers: names.map((value) => ({ type: 'dns', value })),
  });
  for (const url of placed.json['authorizations'] as string[]) {
    const { challenges, identifier } = (await client.post(url)).json as {
      challenges: { type: string; url: string; token: string }[];
      identifier: { value: string };
    };
    const challenge = present(
      challenges.find(({ type }) => type === 'dns-01'),
      'challenge',
    );
    const proof = createHash('sha256').update(`${challenge.token}.${client.key.thumbprint}`);
    const data = proof.digest('base64url');
    world.names.set(`_acme-challenge.${identifier.value} TXT`, [{ type: 'TXT', data }]);
    await client.post(challenge.url, {});
  }
  await world.ca.jobs.idle();
  return String(placed.headers['location']);
}

async function issue(world: AcmeWorld, client: AcmeClient, name: string): Promise<Uint8Array> {
  const order = await readyOrder(world, client, [name]);
  await client.post(`${order}finalize/`, { csr: encode(await csrFor([name])) });
  await world.ca.jobs.idle();
  const { json } = await client.post(order);
  const { text } = await client.post(String(json['certificate']));
  return present(parsePem(text)[0], 'certificate').der;
}

function bent(der: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(der);
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
  return copy;
}
