import assert from 'node:assert/strict';
import test from 'node:test';
import { parsePem } from '#der';
import { findExtension, parseCertificate } from '#x509';
import { certificateId } from '../acme.ts';
import {
  createClient,
  encode,
  makeKey,
  signBinding,
  signJws,
  testAlgorithms,
  type AcmeAnswer,
  type AcmeClient,
  type TestKey,
} from './acme-client.ts';
import { challengeOf, finalize, links, placeOrder, proveAll } from './acme-order.ts';
import { acmeWorld, type AcmeWorld } from './acme-world.ts';

test('from nothing to a certificate: http-01, a second name by dns-01, a wildcard', async () => {
  await using world = await acmeWorld();
  const client = world.client();
  const registered = await client.register({ contact: ['mailto:admin@a.test'] });
  assert.equal(registered.status, 201);
  assert.deepEqual(registered.json, {
    status: 'valid',
    contact: ['mailto:admin@a.test'],
    termsOfServiceAgreed: true,
    orders: `${client.account}orders/`,
  });
  const placed = await placeOrder(world, client, ['a.test', '*.a.test', 'b.test']);
  assert.equal(placed.status, 201);
  assert.equal(placed.json['status'], 'pending');
  assert.deepEqual(placed.json['identifiers'], [
    { type: 'dns', value: 'a.test' },
    { type: 'dns', value: '*.a.test' },
    { type: 'dns', value: 'b.test' },
  ]);
  await proveAll(world, client, placed);
  const order = String(placed.headers['location']);
  assert.equal((await client.post(order)).json['status'], 'ready');
  const certificate = await finalize(world, client, {
    order,
    names: ['a.test', '*.a.test', 'b.test'],
  });
  const [leaf, issuer, ...more] = parsePem(certificate.text);
  assert.equal(certificate.headers['content-type'], 'application/pem-certificate-chain');
  assert.deepEqual(issuer?.der, world.ca.issuing.certificate.der);
  assert.deepEqual(more, [], 'the root is left out');
  const { extensions } = parseCertificate(leaf?.der ?? new Uint8Array(0));
  assert.deepEqual(
    findExtension(extensions, 'subject_alternative_name')?.value.map(({ value }) => value),
    ['a.test', '*.a.test', 'b.test'],
  );
});

test('what a client sees while its proof is not there yet: an error, a time, then the proof', async () => {
  await using world = await acmeWorld();
  const client = world.client();
  await client.register();
  const placed = await placeOrder(world, client, ['a.test']);
  const [url = ''] = placed.json['authorizations'] as string[];
  const challenge = await challengeOf(client, url, 'http-01');
  const responded = await client.post(challenge.url, {});
  assert.deepEqual(links(responded, 'up'), [url]);
  await world.ca.jobs.idle();
  const seen = await client.post(challenge.url);
  assert.equal(seen.json['status'], 'processing');
  assert.match(String(seen.headers['retry-after']), /^\d+$/);
  const { type, detail } = seen.json['error'] as { type: string; detail: string };
  assert.equal(type, 'urn:ietf:params:acme:error:incorrectResponse');
  assert.match(detail, /the status 404/);
  world.files.set(`/.well-known/acme-challenge/${challenge.token}`, challenge.proof);
  world.ca.clock.advance(1000);
  await client.post(challenge.url, {});
  await world.ca.jobs.idle();
  const settled = await client.post(url);
  assert.equal(settled.json['status'], 'valid');
  assert.equal((settled.json['challenges'] as unknown[]).length, 1);
});

test('an address is certified by http-01', async () => {
  await using world = await acmeWorld();
  const client = world.client();
  await client.register();
  const placed = await client.post(world.directory['newOrder'] ?? '', {
    identifiers: [{ type: 'ip', value: '127.0.0.1' }],
  });
  const types = await offered(client, placed);
  assert.deepEqual(types, ['http-01', 'tls-alpn-01']);
  await proveAll(world, client, placed, 'http-01');
  const order = String(placed.headers['location']);
  const certificate = await finalize(world, client, { order, addresses: ['127.0.0.1'] });
  const [leaf] = parsePem(certificate.text);
  const { extensions } = parseCertificate(leaf?.der ?? new Uint8Array(0));
  assert.deepEqual(findExtension(extensions, 'subject_alternative_name')?.value, [
    { type: 'IP', value: '127.0.0.1' },
  ]);
});

test('an account is found again, changed, listed page by page, and ended', async () => {
  await using world = await acmeWorld();
  const client = world.client();
  await client.register();
  const again = createClient(world.send, world.directory, client.key);
  const found = await again.register({ onlyReturnExisting: true });
  assert.deepEqual([found.status, again.account], [200, client.account]);
  const changed = await client.post(client.account, { contact: ['mailto:new@a.test'] });
  assert.deepEqual(changed.json['contact'], ['mailto:new@a.test']);
  const orders = [];
  for (const name of ['a.test', 'b.test']) {
    orders.push(String((await placeOrder(world, client, [name])).headers['location']));
  }
  const listed = await client.post(`${client.account}orders/`);
  assert.deepEqual(listed.json['orders'], orders.toReversed());
  const ended = await client.post(client.account, { status: 'deactivated' });
  assert.equal(ended.json['status'], 'deactivated');
  const refused = await client.post(client.account);
  assert.deepEqual(
    [refused.status, refused.json['type']],
    [401, 'urn:ietf:params:acme:error:unauthorized'],
  );
});

test('a key is changed by both keys, and the old one is worth nothing then', async () => {
  await using world = await acmeWorld();
  const client = world.client();
  await client.register();
  const url = world.directory['keyChange'] ?? '';
  const key = makeKey('ES384');
  const inner = signJws(
    key,
    { alg: key.alg, jwk: key.jwk, url },
    { account: client.account, oldKey: client.key.jwk },
  );
  const changed = await client.post(url, inner);
  assert.equal(changed.status, 200, changed.text);
  const renewed = createClient(world.send, world.directory, key);
  renewed.account = client.account;
  assert.equal((await renewed.post(client.account)).status, 200);
  const old = await client.post(client.account);
  assert.equal(old.status, 400);
});

test('an account is bound by a key that was handed out', async () => {
  await using world = await acmeWorld({ requiresBinding: true });
  const { record, key } = await world.ca.acme.bindings.create(world.ca.issuing);
  const client = world.client();
  const url = world.directory['newAccount'] ?? '';
  const without = await client.register();
  assert.equal(without.json['type'], 'urn:ietf:params:acme:error:externalAccountRequired');
  client.account = '';
  const binding = { keyId: record.keyId, key: key.reveal() };
  const externalAccountBinding = signBinding(binding, { url }, client.key.jwk);
  const bound = await client.register({ externalAccountBinding });
  assert.equal(bound.status, 201, bound.text);
  assert.deepEqual(bound.json['externalAccountBinding'], { kid: record.keyId });
  const other = world.client();
  const reused = await other.register({
    externalAccountBinding: signBinding(binding, { url }, other.key.jwk),
  });
  assert.equal(reused.status, 401);
});

test('every algorithm signs', async () => {
  await using world = await acmeWorld();
  for (const alg of testAlgorithms) {
    const client = world.client(makeKey(alg));
    const registered = await client.register();
    assert.equal(registered.status, 201, `${alg}: ${registered.text}`);
    assert.equal((await client.post(client.account)).status, 200, alg);
  }
});

test('a certificate is revoked by its account, another by its own key; renewal is told of', async () => {
  await using world = await acmeWorld();
  const client = world.client();
  await client.register();
  const url = world.directory['revokeCert'] ?? '';
  const der = await issue(world, client, ['a.test']);
  const info = await world.send('GET', `${world.directory['renewalInfo']}/${certificateId(der)}`);
  assert.deepEqual(Object.keys(info.json), ['suggestedWindow']);
  assert.match(String(info.headers['retry-after']), /^\d+$/);
  const revoked = await client.post(url, { certificate: encode(der), reason: 1 });
  assert.deepEqual([revoked.status, revoked.json], [200, {}]);
  const twice = await client.post(url, { certificate: encode(der) });
  assert.equal(twice.json['type'], 'urn:ietf:params:acme:error:alreadyRevoked');
  const key = makeKey('ES256');
  const own = await issue(world, client, ['b.test'], key);
  const byKey = createClient(world.send, world.directory, key);
  const compromised = await byKey.post(url, { certificate: encode(own), reason: 1 });
  assert.equal(compromised.status, 200, compromised.text);
  assert.equal((await byKey.post(url, { certificate: encode(own) })).status, 400);
});

test('the server is asked by any address but says its own; the directory knows its ways', async () => {
  await using world = await acmeWorld();
  await world.ca.authorities.update(world.ca.issuing, {
    website: 'https://ca.example/',
    termsOfService: 'https://ca.example/terms',
    caaIdentity: 'ca.example',
  });
  const plain = await world.send('GET', 'https://ca.example/acme/directory/');
  const root = `https://ca.example/acme/${world.ca.issuing.serial}/`;
  const { meta, ...rest } = plain.json;
  const [strange, hint] = Object.entries(rest).find(([name]) => !(name in known(root))) ?? [];
  assert.match(String(strange), /^[A-Za-z0-9]{11}$/);
  assert.match(String(hint), /^https:/);
  assert.deepEqual({ ...known(root), [String(strange)]: hint }, rest);
  assert.deepEqual(meta, {
    termsOfService: 'https://ca.example/terms',
    website: 'https://ca.example/',
    caaIdentities: ['ca.example'],
  });
  const disagreed = await world.client().register({ termsOfServiceAgreed: false });
  assert.equal(disagreed.status, 403);
  assert.deepEqual(links(disagreed, 'terms-of-service'), ['https://ca.example/terms']);
});

function known(root: string): object {
  return {
    newNonce: `${root}new-nonce/`,
    newAccount: `${root}new-account/`,
    newOrder: `${root}new-order/`,
    newAuthz: `${root}new-authz/`,
    revokeCert: `${root}revoke/`,
    keyChange: `${root}key-change/`,
    renewalInfo: `${root}renewal-info`,
  };
}

async function offered(client: AcmeClient, placed: AcmeAnswer): Promise<string[]> {
  const [url = ''] = placed.json['authorizations'] as string[];
  const { challenges } = (await client.post(url)).json as { challenges: { type: string }[] };
  return challenges.map(({ type }) => type).toSorted();
}

async function issue(
  world: AcmeWorld,
  client: AcmeClient,
  names: readonly string[],
  key?: TestKey,
): Promise<Uint8Array> {
  const placed = await placeOrder(world, client, names);
  await proveAll(world, client, placed);
  const certificate = await finalize(world, client, {
    order: String(placed.headers['location']),
    names,
    ...(key && { key: key.privateKey }),
  });
  const [leaf] = parsePem(certificate.text);
  assert.ok(leaf);
  return leaf.der;
}
