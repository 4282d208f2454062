import assert from 'node:assert/strict';
import { createHash, type KeyObject } from 'node:crypto';
import { csrFor } from '../acme.ts';
import { csrWith, encode, type AcmeAnswer, type AcmeClient } from './acme-client.ts';
import type { AcmeWorld } from './acme-world.ts';

/** Orders a certificate for host names. */
export function placeOrder(
  world: AcmeWorld,
  client: AcmeClient,
  names: readonly string[],
): Promise<AcmeAnswer> {
  const identifiers = names.map((value) => ({ type: 'dns', value }));
  return client.post(world.directory['newOrder'] ?? '', { identifiers });
}

/** One that a client may take up, and the key authorization that proves it. */
export interface Challenge {
  readonly type: string;
  readonly url: string;
  readonly token: string;
  readonly proof: string;
}

/** The challenge of that type at an authorization. */
export async function challengeOf(
  client: AcmeClient,
  url: string,
  type: string,
): Promise<Challenge> {
  const { challenges } = (await client.post(url)).json as { challenges: Challenge[] };
  const challenge = challenges.find((each) => each.type === type);
  assert.ok(challenge, `${type} at ${url}`);
  return { ...challenge, proof: `${challenge.token}.${client.key.thumbprint}` };
}

/** Puts a proof for every authorization: a file where that will do, else a record. */
export async function proveAll(
  world: AcmeWorld,
  client: AcmeClient,
  placed: AcmeAnswer,
  type?: string,
): Promise<void> {
  for (const url of placed.json['authorizations'] as string[]) {
    const { identifier, wildcard } = (await client.post(url)).json as {
      identifier: { value: string };
      wildcard?: boolean;
    };
    const wanted = type ?? (wildcard ? 'dns-01' : 'http-01');
    const { token, proof, url: challenge } = await challengeOf(client, url, wanted);
    if (wanted === 'http-01') world.files.set(`/.well-known/acme-challenge/${token}`, proof);
    else {
      const data = createHash('sha256').update(proof).digest('base64url');
      world.names.set(`_acme-challenge.${identifier.value} TXT`, [{ type: 'TXT', data }]);
    }
    assert.equal((await client.post(challenge, {})).json['status'], 'processing');
  }
  await world.ca.jobs.idle();
}

/** What an order is finished with. */
export interface Finish {
  readonly order: string;
  readonly names?: readonly string[];
  readonly addresses?: readonly string[];
  /** Default: a new one. */
  readonly key?: KeyObject;
}

/** Sends the CSR of an order that is ready; gives the answer that holds the certificate. */
export async function finalize(
  world: AcmeWorld,
  client: AcmeClient,
  { order, names = [], addresses = [], key }: Finish,
): Promise<AcmeAnswer> {
  const ips = addresses.map((value) => ({ type: 'IP' as const, value }));
  const csr = encode(key ? await csrWith(key, names) : await csrFor([...names, ...ips]));
  const ordered = await client.post(`${order}finalize/`, { csr });
  assert.equal(ordered.json['status'], 'processing', ordered.text);
  assert.match(String(ordered.headers['retry-after']), /^\d+$/);
  await world.ca.jobs.idle();
  const done = await client.post(order);
  assert.equal(done.json['status'], 'valid', done.text);
  return client.post(String(done.json['certificate']));
}

/** The addresses of an answer's links with this relation. */
export function links({ headers }: AcmeAnswer, rel: string): string[] {
  return [headers['link'] ?? []]
    .flat()
    .flatMap((each) => /^<(.*)>;rel="(.*)"$/.exec(each) ?? [])
    .filter((_, i, all) => all[i + 1] === rel);
}
