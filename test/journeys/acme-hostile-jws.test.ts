import assert from 'node:assert/strict';
import { createHmac, sign } from 'node:crypto';
import test from 'node:test';
import { present } from '#base';
import { refuseAll, type Attack } from './acme-attack.ts';
import {
  encode,
  joseBody,
  makeKey,
  signJws,
  type AcmeAnswer,
  type AcmeClient,
  type Flattened,
} from './acme-client.ts';
import { acmeWorld, type AcmeWorld } from './acme-world.ts';

const order = { identifiers: [{ type: 'dns', value: 'a.test' }] };
const other = makeKey();
type Header = Record<string, unknown>;

test('what is not a JWS of the one form is refused', async () => {
  await using world = await acmeWorld();
  const client = world.client();
  await client.register();
  const bent: [name: string, bend: (jws: Flattened) => unknown][] = [
    ['no body', () => ''],
    ['no JSON', () => '{"protected":'],
    ['a list', (jws) => [jws]],
    ['the compact form', (jws) => `${jws.protected}.${jws.payload}.${jws.signature}`],
    ['the compact form as JSON', (jws) => JSON.stringify(Object.values(jws).join('.'))],
    [
      'the general form',
      ({ payload, ...rest }) => ({ payload, signatures: [{ ...rest }, { ...rest }] }),
    ],
    ['both forms', (jws) => ({ ...jws, signatures: [] })],
    ['an unprotected header', (jws) => ({ ...jws, header: { kid: 'x' } })],
    ['no signature', ({ signature: _, ...rest }) => rest],
    ['no payload', ({ payload: _, ...rest }) => rest],
    ['no header', ({ protected: _, ...rest }) => rest],
    ['a payload that is an object', (jws) => ({ ...jws, payload: order })],
    ['padding', (jws) => ({ ...jws, payload: `${jws.payload}=` })],
    ['the other alphabet', (jws) => ({ ...jws, signature: `+/${jws.signature.slice(2)}` })],
    ['white space inside', (jws) => ({ ...jws, payload: `${jws.payload}\n` })],
    ['bits left over', (jws) => ({ ...jws, signature: leftOver(jws.signature) })],
    ['a member twice', (jws) => JSON.stringify(jws).replace('{', `{"payload":"${encode('{}')}",`)],
    ['a header that is no JSON', (jws) => ({ ...jws, protected: encode('alg') })],
    ['a header that is a list', (jws) => ({ ...jws, protected: encode('[]') })],
    ['a header that is not UTF-8', (jws) => ({ ...jws, protected: encode(new Uint8Array([255])) })],
    ['an empty signature', (jws) => ({ ...jws, signature: '' })],
    ['a signature of zeros', (jws) => ({ ...jws, signature: encode(new Uint8Array(64)) })],
    ['a signature cut short', (jws) => ({ ...jws, signature: jws.signature.slice(0, 84) })],
    ['a signature of another payload', (jws) => ({ ...jws, payload: encode('{}') })],
    ['a signature in DER', (jws) => ({ ...jws, signature: derSignature(client, jws) })],
  ];
  await refuseAll(
    world,
    client,
    bent.map(([name, bend]) => ({
      name,
      type: 'malformed',
      status: 400,
      send: async (_, by) => post(world, bend(await signed(world, by))),
    })),
  );
});

test('a header that says too much, too little or something else is refused', async () => {
  await using world = await acmeWorld();
  const client = world.client();
  await client.register();
  const url = newOrder(world);
  const foreign = world.client();
  await foreign.register();
  const cases: [name: string, type: string, status: number, change: Header][] = [
    ['no alg', 'malformed', 400, { alg: undefined }],
    ['alg that is no text', 'malformed', 400, { alg: 256 }],
    ['alg none', 'badSignatureAlgorithm', 400, { alg: 'none' }],
    ['another curve', 'badSignatureAlgorithm', 400, { alg: 'ES384' }],
    ['another kind of key', 'badSignatureAlgorithm', 400, { alg: 'RS256' }],
    ['EdDSA for a key that is not', 'badSignatureAlgorithm', 400, { alg: 'EdDSA' }],
    ['a name of every object', 'badSignatureAlgorithm', 400, { alg: 'constructor' }],
    ['crit', 'malformed', 400, { crit: ['exp'], exp: 1 }],
    ['an empty crit', 'malformed', 400, { crit: [] }],
    ['b64', 'malformed', 400, { b64: false, crit: ['b64'] }],
    ['b64 alone', 'malformed', 400, { b64: false }],
    ['jwk and kid', 'malformed', 400, { jwk: client.key.jwk }],
    ['neither jwk nor kid', 'malformed', 400, { kid: undefined }],
    ['jwk where kid is wanted', 'malformed', 400, { kid: undefined, jwk: client.key.jwk }],
    ['kid that is no text', 'malformed', 400, { kid: 7 }],
    [
      'kid of nobody',
      'accountDoesNotExist',
      400,
      { kid: client.account.replace(/\w{4}\/$/, 'zzzz/') },
    ],
    ['kid that is no address', 'accountDoesNotExist', 400, { kid: 'me' }],
    [
      'kid at another host',
      'accountDoesNotExist',
      400,
      { kid: client.account.replace('ca.', 'cb.') },
    ],
    ['kid of another account', 'malformed', 400, { kid: foreign.account }],
    ['no url', 'unauthorized', 401, { url: undefined }],
    ['url of another resource', 'unauthorized', 401, { url: url.replace('order', 'authz') }],
    ['url with another scheme', 'unauthorized', 401, { url: url.replace('https', 'http') }],
    [
      'url of the host in Host',
      'unauthorized',
      401,
      { url: url.replace('ca.example', 'somebody.else') },
    ],
    ['url without the slash', 'unauthorized', 401, { url: url.slice(0, -1) }],
    ['url that is no text', 'malformed', 400, { url: [url] }],
    ['no nonce', 'badNonce', 400, { nonce: undefined }],
    ['nonce that is no text', 'malformed', 400, { nonce: 1 }],
    ['an empty nonce', 'badNonce', 400, { nonce: '' }],
    ['a nonce of nobody', 'badNonce', 400, { nonce: encode(new Uint8Array(34)) }],
    ['a nonce in another alphabet', 'badNonce', 400, { nonce: '+'.repeat(46) }],
  ];
  await refuseAll(
    world,
    client,
    cases.map(([name, type, status, change]) => ({
      name,
      type,
      status,
      send: async () => post(world, await signed(world, client, change)),
    })),
  );
  const mac = createHmac('sha256', JSON.stringify(client.key.jwk));
  const hs256: Attack = {
    name: 'a MAC under the public key',
    type: 'badSignatureAlgorithm',
    status: 400,
    send: async () => {
      const header = { ...(await client.header(url)), alg: 'HS256' };
      return post(world, signJws({ sign: (input) => mac.update(input).digest() }, header, order));
    },
  };
  const twice: Attack = {
    name: 'a header that says alg twice',
    type: 'malformed',
    status: 400,
    send: async () => {
      const header = JSON.stringify(await client.header(url)).replace('{', '{"\\u0061lg":"none",');
      const input = `${encode(header)}.${encode(JSON.stringify(order))}`;
      const [head = '', payload = ''] = input.split('.');
      const signature = encode(client.key.sign(input));
      return post(world, { protected: head, payload, signature });
    },
  };
  const byAnother: Attack = {
    name: 'the key of another',
    type: 'malformed',
    status: 400,
    send: async () => post(world, signJws(other, await client.header(url), order)),
  };
  await refuseAll(world, client, [hs256, twice, byAnother]);
});

test('badSignatureAlgorithm tells which there are', async () => {
  await using world = await acmeWorld();
  const client = world.client();
  await client.register();
  const { json } = await post(world, await signed(world, client, { alg: 'none' }));
  const names = json['algorithms'] as string[];
  assert.ok(names.includes('ES256') && names.includes('EdDSA') && names.includes('ML-DSA-65'));
  assert.ok(!names.some((each) => each.startsWith('HS') || each === 'none'));
});

test('a nonce is good once, within the hour, at the authority that gave it, unchanged', async () => {
  await using world = await acmeWorld();
  const client = world.client();
  await client.register();
  const used = await client.nonce();
  assert.equal((await post(world, await signed(world, client, { nonce: used }))).status, 201);
  const old = await client.nonce();
  const bent = `${old.slice(0, 20)}${old[20] === 'A' ? 'B' : 'A'}${old.slice(21)}`;
  await world.ca.acme.setPolicy(world.ca.root.id, { enabled: true });
  const elsewhere = `https://ca.example/acme/${world.ca.root.serial}/new-nonce/`;
  const given = String((await world.send('HEAD', elsewhere)).headers['replay-nonce']);
  const refused = (name: string, nonce: string): Attack => ({
    name,
    type: 'badNonce',
    status: 400,
    send: async () => post(world, await signed(world, client, { nonce })),
  });
  await refuseAll(world, client, [
    refused('used before', used),
    refused('with one character changed', bent),
    refused('of another authority', given),
  ]);
  world.ca.clock.advance(3_599_000);
  const within = { nonce: await client.nonce() };
  world.ca.clock.advance(1000);
  await refuseAll(world, client, [refused('an hour old', old)]);
  assert.equal((await post(world, await signed(world, client, within))).status, 201);
});

test('of many requests with one nonce that come at once one is served', async () => {
  await using world = await acmeWorld();
  const client = world.client();
  await client.register();
  const jws = await signed(world, client);
  const answers = await Promise.all(Array.from({ length: 8 }, () => post(world, jws)));
  const statuses = answers.map(({ status }) => status).toSorted();
  assert.deepEqual(statuses, [201, 400, 400, 400, 400, 400, 400, 400]);
});

test('another media type, another method and too much are refused as such', async () => {
  await using world = await acmeWorld();
  const client = world.client();
  await client.register();
  const types = [
    'application/json',
    'application/jose',
    'text/plain',
    'application/jose+json; a=b',
  ];
  const attacks = types.map((type): Attack => ({
    name: type,
    type: 'malformed',
    status: 415,
    send: async () =>
      world.send('POST', newOrder(world), {
        headers: { 'content-type': type },
        body: JSON.stringify(await signed(world, client)),
      }),
  }));
  const giant: Attack = {
    name: 'a giant',
    type: 'malformed',
    status: 413,
    send: () => post(world, 'a'.repeat(200_000)),
  };
  await refuseAll(world, client, [...attacks, giant]);
  const places = ['newOrder', 'newAccount', 'revokeCert', 'keyChange', 'newAuthz'];
  for (const place of places) {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await world.send(method, present(world.directory[place], place));
      assert.deepEqual(
        [answer.status, answer.headers['allow']],
        [405, 'POST'],
        `${method} ${place}`,
      );
    }
  }
  const get = await world.send('GET', newOrder(world));
  assert.equal(get.json['type'], 'urn:ietf:params:acme:error:malformed');
});

test('an authority that ACME clients may not come to is not there', async () => {
  await using world = await acmeWorld();
  const { root, issuing } = world.ca;
  const paths = (serial: string): string[] => [
    `acme/directory/${serial}/`,
    `acme/${serial}/new-nonce/`,
    `acme/${serial}/renewal-info/a.b`,
  ];
  const closed = [...paths(root.serial), ...paths('ABCDEF')];
  for (const path of closed) {
    const answer = await world.send('GET', `https://ca.example/${path}`);
    assert.equal(answer.status, 404, path);
    assert.equal(answer.json['type'], 'urn:ietf:params:acme:error:malformed', path);
    assert.equal(answer.headers['replay-nonce'], undefined, path);
  }
  await world.ca.acme.setPolicy(issuing.id, { enabled: false });
  for (const path of ['acme/directory/', ...paths(issuing.serial)]) {
    assert.equal((await world.send('GET', `https://ca.example/${path}`)).status, 404, path);
  }
});

function newOrder({ directory }: AcmeWorld): string {
  return present(directory['newOrder'], 'newOrder');
}

/** An order of this client, with changes to its header; what is undefined is left out. */
async function signed(
  world: AcmeWorld,
  client: AcmeClient,
  change: Header = {},
): Promise<Flattened> {
  const header = { ...(await client.header(newOrder(world))), ...change };
  return signJws(client.key, header, order);
}

function post(world: AcmeWorld, jws: unknown): Promise<AcmeAnswer> {
  return world.send('POST', newOrder(world), joseBody(jws));
}

/** The same octets to a reader that does not look at the last bits. */
function leftOver(signature: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(signature.at(-1) ?? 'A');
  return signature.slice(0, -1) + (alphabet[last + 1] ?? '_');
}

function derSignature({ key }: AcmeClient, jws: Flattened): string {
  return encode(sign('sha256', Buffer.from(`${jws.protected}.${jws.payload}`), key.privateKey));
}
