import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import test from 'node:test';
import { present } from '#base';
import { refuseAll, type Attack } from './acme-attack.ts';
import {
  createClient,
  encode,
  joseBody,
  makeKey,
  signBinding,
  signJws,
  type AcmeClient,
  type TestKey,
} from './acme-client.ts';
import { acmeWorld, type AcmeWorld } from './acme-world.ts';

test('a key that is weak, private, malformed or of another kind makes no account', async () => {
  await using world = await acmeWorld();
  const ec = makeKey();
  const rsa = makeKey('RS256');
  const mldsa = makeKey('ML-DSA-44');
  const ed = makeKey('Ed25519');
  const small = pairKey('RS256', generateKeyPairSync('rsa', { modulusLength: 1024 }));
  const bitcoin = pairKey('ES256', generateKeyPairSync('ec', { namedCurve: 'secp256k1' }));
  const cases: [name: string, type: string, key: TestKey, jwk: object][] = [
    ['RSA of 1024 bits', 'badPublicKey', small, small.jwk],
    ['a curve that is not offered', 'badSignatureAlgorithm', bitcoin, bitcoin.jwk],
    ['a secret key', 'badPublicKey', ec, { kty: 'oct', k: 'AAAA' }],
    ['no type', 'badPublicKey', ec, { ...ec.jwk, kty: undefined }],
    ['a type of every object', 'badPublicKey', ec, { ...ec.jwk, kty: 'constructor' }],
    ['a private key', 'badPublicKey', ec, ec.privateKey.export({ format: 'jwk' })],
    ['a private ML-DSA key', 'badPublicKey', mldsa, mldsa.privateKey.export({ format: 'jwk' })],
    ['a point off its curve', 'badPublicKey', ec, { ...ec.jwk, y: ec.jwk['x'] }],
    ['a point of another curve', 'badPublicKey', ec, { ...ec.jwk, crv: 'P-384' }],
    ['a coordinate cut short', 'badPublicKey', ec, { ...ec.jwk, x: 'AAAA' }],
    ['no modulus', 'badPublicKey', rsa, { ...rsa.jwk, n: undefined }],
    ['a modulus with zeros in front', 'badPublicKey', rsa, { ...rsa.jwk, n: padded(rsa) }],
    ['an even modulus', 'badPublicKey', rsa, { ...rsa.jwk, n: encode(Buffer.alloc(256, 0xfe)) }],
    ['an exponent of one', 'badPublicKey', rsa, { ...rsa.jwk, e: 'AQ' }],
    [
      'an Ed25519 key of small order',
      'badPublicKey',
      ed,
      { ...ed.jwk, x: encode(Buffer.alloc(32)) },
    ],
    ['an X25519 key', 'badSignatureAlgorithm', ed, { ...ed.jwk, crv: 'X25519' }],
    ['an ML-DSA key cut short', 'badPublicKey', mldsa, { ...mldsa.jwk, pub: 'AAAA' }],
    ['an ML-DSA key of another set', 'badPublicKey', mldsa, { ...mldsa.jwk, alg: 'ML-DSA-65' }],
    ['a list', 'badPublicKey', ec, []],
  ];
  const url = present(world.directory['newAccount'], 'newAccount');
  await refuseAll(
    world,
    world.client(),
    cases.map(([name, type, key, jwk]) => ({
      name,
      type,
      status: 400,
      send: async (_, by) => {
        const header = { alg: key.alg, nonce: await by.nonce(), url, jwk };
        const payload = { termsOfServiceAgreed: true };
        return world.send('POST', url, joseBody(signJws(key, header, payload)));
      },
    })),
  );
});

test('what an account says of itself is looked at', async () => {
  await using world = await acmeWorld({ requiresContact: true });
  await world.ca.authorities.update(world.ca.issuing, { termsOfService: 'https://ca.example/t' });
  const good = { contact: ['mailto:a@a.test'], termsOfServiceAgreed: true };
  const cases: [name: string, type: string, status: number, payload: unknown][] = [
    ['no contact', 'invalidContact', 400, { ...good, contact: [] }],
    ['a telephone', 'unsupportedContact', 400, { ...good, contact: ['tel:+43'] }],
    ['no address', 'invalidContact', 400, { ...good, contact: ['mailto:nobody'] }],
    ['two addresses', 'invalidContact', 400, { ...good, contact: ['mailto:a@a.test,b@b.test'] }],
    [
      'header fields',
      'invalidContact',
      400,
      { ...good, contact: ['mailto:a@a.test?bcc=b@b.test'] },
    ],
    ['contacts that are no list', 'malformed', 400, { ...good, contact: 'mailto:a@a.test' }],
    ['a contact that is no text', 'malformed', 400, { ...good, contact: [1] }],
    ['terms not agreed to', 'userActionRequired', 403, { ...good, termsOfServiceAgreed: false }],
    ['terms passed over', 'userActionRequired', 403, { contact: good.contact }],
    ['agreement that is no truth', 'malformed', 400, { ...good, termsOfServiceAgreed: 'yes' }],
    ['nobody, who wants to be found', 'accountDoesNotExist', 400, { onlyReturnExisting: true }],
    ['no object', 'malformed', 400, '[]'],
    ['nothing', 'malformed', 400, ''],
  ];
  await refuseAll(
    world,
    world.client(),
    cases.map(([name, type, status, payload]) => ({
      name,
      type,
      status,
      send: (_, by) => by.post(present(world.directory['newAccount'], 'newAccount'), payload),
    })),
  );
  await world.ca.acme.setPolicy(world.ca.issuing.id, { registration: false });
  const closed: Attack = {
    name: 'registration is closed',
    type: 'unauthorized',
    status: 401,
    send: (_, by) => by.register(good),
  };
  await refuseAll(world, world.client(), [closed]);
});

test('the account of another is neither read nor changed, and an ended one does nothing', async () => {
  await using world = await acmeWorld();
  const victim = world.client();
  await victim.register();
  const client = world.client();
  await client.register();
  const nobody = victim.account.replace(/\w{4}\/$/, 'zzzz/');
  const requests: [name: string, url: string, payload?: unknown][] = [
    ['reads another', victim.account],
    ['reads nobody', nobody],
    ['changes another', victim.account, { contact: ['mailto:thief@a.test'] }],
    ['ends another', victim.account, { status: 'deactivated' }],
    ['lists the orders of another', `${victim.account}orders/`],
  ];
  const attacks = requests.map(([name, url, payload]): Attack => ({
    name,
    type: 'unauthorized',
    status: 401,
    send: (_, by) => by.post(url, payload),
  }));
  await refuseAll(world, client, attacks);
  const [another, none] = await Promise.all([client.post(victim.account), client.post(nobody)]);
  assert.deepEqual(another.json, none.json, 'another is told from nobody');
  await client.post(client.account, { status: 'deactivated' });
  const urls = Object.entries(world.directory).filter(([name]) => /^(new[OA]|key)/.test(name));
  await refuseAll(
    world,
    client,
    urls.map(([name, url]) => ({
      name: `an ended account: ${name}`,
      type: 'unauthorized',
      status: 401,
      send: async () => {
        const again = createClient(world.send, world.directory, client.key);
        again.account = name === 'newAccount' ? '' : client.account;
        return again.post(url, {});
      },
    })),
  );
});

test('a key is not changed without both keys, for this account, here', async () => {
  await using world = await acmeWorld();
  const client = world.client();
  await client.register();
  const holder = world.client();
  await holder.register();
  const url = present(world.directory['keyChange'], 'keyChange');
  const key = makeKey();
  const weak = pairKey('RS256', generateKeyPairSync('rsa', { modulusLength: 1024 }));
  const right = { alg: key.alg, jwk: key.jwk, url };
  const payload = { account: client.account, oldKey: client.key.jwk };
  const inner = (header: object = {}, change: object = {}, by = key): unknown =>
    signJws(by, { ...right, ...header }, { ...payload, ...change });
  const cases: [name: string, payload: unknown, type?: string, status?: number][] = [
    ['no inner JWS', payload],
    ['nothing', ''],
    ['an inner JWS that is text', JSON.stringify(inner()).slice(1)],
    ['an inner kid', inner({ jwk: undefined, kid: client.account })],
    ['an inner kid and jwk', inner({ kid: client.account })],
    ['an inner nonce', inner({ nonce: 'AAAA' })],
    ['another inner url', inner({ url: `${url}x` })],
    ['no inner url', inner({ url: undefined })],
    ['another account', inner({}, { account: holder.account })],
    ['no account', inner({}, { account: undefined })],
    ['another old key', inner({}, { oldKey: holder.key.jwk })],
    ['no old key', inner({}, { oldKey: undefined })],
    ['signed by the old key', inner({}, {}, client.key)],
    ['an inner MAC', inner({ alg: 'HS256' }), 'badSignatureAlgorithm'],
    ['crit inside', inner({ crit: ['a'], a: 1 })],
    ['a weak key', inner({ alg: 'RS256', jwk: weak.jwk }, {}, weak), 'badPublicKey'],
    [
      'a key in use',
      inner({ alg: holder.key.alg, jwk: holder.key.jwk }, {}, holder.key),
      'malformed',
      409,
    ],
  ];
  await refuseAll(
    world,
    client,
    cases.map(([name, sent, type = 'malformed', status = 400]) => ({
      name,
      type,
      status,
      send: (_, by) => by.post(url, sent),
    })),
  );
  const inUse = await client.post(
    url,
    inner({ alg: holder.key.alg, jwk: holder.key.jwk }, {}, holder.key),
  );
  assert.equal(inUse.headers['location'], holder.account);
  const stolen: Attack = {
    name: 'an inner JWS for another account than the outer',
    type: 'malformed',
    status: 400,
    send: () => holder.post(url, inner()),
  };
  await refuseAll(world, holder, [stolen]);
});

test('a binding binds the key that signs the request, once, here, while it may', async () => {
  await using world = await acmeWorld({ requiresBinding: true });
  const { bindings } = world.ca.acme;
  const open = await bindings.create(world.ca.issuing);
  const revoked = await bindings.create(world.ca.issuing);
  await bindings.revoke(world.ca.issuing, revoked.record.keyId);
  const past = await bindings.create(world.ca.issuing, {
    expires: new Date(world.ca.clock.now() + 1),
  });
  const elsewhere = await bindings.create(world.ca.root);
  world.ca.clock.advance(1000);
  const client = world.client();
  const url = present(world.directory['newAccount'], 'newAccount');
  const of = ({ record, key }: typeof open): { keyId: string; key: string } => ({
    keyId: record.keyId,
    key: key.reveal(),
  });
  const { jwk } = client.key;
  const bound = (header: object = {}, by = of(open), payload: unknown = jwk): unknown =>
    signBinding(by, { url, ...header }, payload);
  const cases: [name: string, binding: unknown, type: string, status: number][] = [
    ['none', undefined, 'externalAccountRequired', 403],
    ['no JWS', 'bind me', 'malformed', 400],
    ['of another account key', bound({}, of(open), makeKey().jwk), 'malformed', 400],
    ['of no key', bound({}, of(open), {}), 'badPublicKey', 400],
    ['for another address', bound({ url: `${url}x` }), 'malformed', 400],
    ['for no address', bound({ url: undefined }), 'malformed', 400],
    ['with a nonce', bound({ nonce: 'AAAA' }), 'malformed', 400],
    ['without kid', bound({ kid: undefined }), 'malformed', 400],
    ['with jwk', bound({ jwk }), 'malformed', 400],
    ['under a public key', bound({ alg: 'ES256' }), 'badSignatureAlgorithm', 400],
    ['under no key', bound({ alg: 'none' }), 'badSignatureAlgorithm', 400],
    ['under another MAC', bound({ alg: 'HS512' }), 'unauthorized', 401],
    ['under a wrong key', bound({}, { ...of(open), key: of(revoked).key }), 'unauthorized', 401],
    ['under an empty key', bound({}, { ...of(open), key: '' }), 'unauthorized', 401],
    ['of nobody', bound({}, { ...of(open), keyId: 'nobody' }), 'unauthorized', 401],
    ['that was revoked', bound({}, of(revoked)), 'unauthorized', 401],
    ['that has ended', bound({}, of(past)), 'unauthorized', 401],
    ['of another authority', bound({}, of(elsewhere)), 'unauthorized', 401],
  ];
  await refuseAll(
    world,
    client,
    cases.map(([name, externalAccountBinding, type, status]) => ({
      name: `a binding ${name}`,
      type,
      status,
      send: (_, by) => registerAnew(world, by, externalAccountBinding),
    })),
  );
  const made = await registerAnew(world, client, bound({}, of(open)));
  assert.equal(made.status, 201, made.text);
  const second = world.client();
  const reuse: Attack = {
    name: 'a binding that was used',
    type: 'unauthorized',
    status: 401,
    send: () => registerAnew(world, second, bound({}, of(open), second.key.jwk)),
  };
  await refuseAll(world, second, [reuse]);
});

function registerAnew(
  world: AcmeWorld,
  { key }: AcmeClient,
  externalAccountBinding: unknown,
): ReturnType<AcmeClient['register']> {
  return createClient(world.send, world.directory, key).register({ externalAccountBinding });
}

/** Says of itself that it is this pair; what it signs is never looked at. */
function pairKey(
  alg: string,
  { publicKey, privateKey }: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
): TestKey {
  return { ...makeKey(alg), jwk: { ...publicKey.export({ format: 'jwk' }) }, privateKey };
}

function padded({ jwk }: TestKey): string {
  return encode(Buffer.concat([Buffer.alloc(1), Buffer.from(String(jwk['n']), 'base64url')]));
}
