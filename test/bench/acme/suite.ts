import assert from 'node:assert/strict';
import { createHash, createHmac, verify } from 'node:crypto';
import { present } from '#base';
import { csrFor } from '../../acme.ts';
import {
  encode,
  makeKey,
  signJws,
  type AcmeClient,
  type TestKey,
} from '../../journeys/acme-client.ts';
import { acmeWorld, type AcmeWorld } from '../../journeys/acme-world.ts';
import { operation } from '../operation.ts';
import type { Comparison, Lane, Suite } from '../suite.ts';

const name = 'a.test';

/** What a client costs the server, its own signatures included, in one process and without a socket. */
export const acme: Suite = {
  name: 'acme',
  summary:
    'from an order to the certificate, a signed request, a nonce: against the least each needs',
  open: async () => {
    const world = await acmeWorld({ limits: { ordersPerHour: null } });
    const client = await provedClient(world);
    const csr = await csrFor([name]);
    return {
      comparisons: [wholeOrder(world, client, csr), signedRequest(client), nonce(world)],
      close: async () => world[Symbol.asyncDispose](),
    };
  },
};

/** A client whose name is proved for a week. */
async function provedClient(world: AcmeWorld): Promise<AcmeClient> {
  const client = world.client();
  await client.register();
  const placed = await place(world, client);
  const [url = ''] = placed.json['authorizations'] as string[];
  const { challenges } = (await client.post(url)).json as {
    challenges: { type: string; url: string; token: string }[];
  };
  const challenge = present(
    challenges.find(({ type }) => type === 'dns-01'),
    'challenge',
  );
  const proof = createHash('sha256').update(`${challenge.token}.${client.key.thumbprint}`);
  const data = proof.digest('base64url');
  world.names.set(`_acme-challenge.${name} TXT`, [{ type: 'TXT', data }]);
  await client.post(challenge.url, {});
  await world.ca.jobs.idle();
  return client;
}

function place(world: AcmeWorld, client: AcmeClient): ReturnType<AcmeClient['post']> {
  const identifiers = [{ type: 'dns', value: name }];
  return client.post(present(world.directory['newOrder'], 'newOrder'), { identifiers });
}

/** Order, finalize, look, fetch: eight requests, for each signed one asks for its nonce. */
function wholeOrder(world: AcmeWorld, client: AcmeClient, csr: Uint8Array): Comparison {
  const { certificates, issuing, jobs } = world.ca;
  const ours = operation({
    label: 'order to certificate, name proved',
    run: async () => {
      const order = String((await place(world, client)).headers['location']);
      await client.post(`${order}finalize/`, { csr: encode(csr) });
      await jobs.idle();
      return client.post(String((await client.post(order)).json['certificate']));
    },
    check: ({ status, text }) => assert.ok(status === 200 && text.startsWith('-----BEGIN')),
  });
  const bare = operation({
    label: 'the certificate alone',
    run: () =>
      certificates.issue(issuing, {
        csr,
        profile: 'webserver',
        subject: [{ oid: '2.5.4.3', value: name }],
      }),
    check: ({ pem }) => assert.match(pem, /^-----BEGIN/),
  });
  return { ours, against: [{ lane: bare, by: 'cost' }] };
}

/** The account is read by its own request; the nonces are there already. */
function signedRequest(client: AcmeClient): Comparison {
  const ours = operation({
    label: 'signed request (ES256)',
    run: () => client.post(client.account),
    check: ({ status }) => assert.equal(status, 200),
  });
  return { ours, against: [{ lane: bareSignature(makeKey()), by: 'cost' }] };
}

function bareSignature(key: TestKey): Lane {
  const jws = signJws(key, { alg: key.alg }, '');
  const input = Buffer.from(`${jws.protected}.${jws.payload}`);
  const signature = Buffer.from(jws.signature, 'base64url');
  const how = { key: key.privateKey, dsaEncoding: 'ieee-p1363' } as const;
  return operation({
    label: 'its signature made and verified',
    run: () => {
      key.sign(input.toString());
      return verify('sha256', input, how, signature);
    },
    check: (holds) => assert.ok(holds),
  });
}

function nonce(world: AcmeWorld): Comparison {
  const url = present(world.directory['newNonce'], 'newNonce');
  const ours = operation({
    label: 'new nonce',
    run: () => world.send('HEAD', url),
    check: ({ headers }) => assert.match(String(headers['replay-nonce']), /^[\w-]{46}$/),
  });
  const mac = operation({
    label: 'HMAC-SHA256',
    run: () => createHmac('sha256', 'key').update(url).digest(),
    check: (octets) => assert.equal(octets.length, 32),
  });
  return { ours, against: [{ lane: mac, by: 'cost' }] };
}
