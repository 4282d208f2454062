import { createHash, X509Certificate } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { startDns, tableZone, type TestDns, type TestDnsAnswer } from '../dns.ts';
import {
  createClient,
  csrWith,
  encode,
  joseBody,
  makeKey,
  signJws,
  type AcmeAnswer,
  type AcmeClient,
  type Send,
} from '../journeys/acme-client.ts';
import { ask, type Line } from './line.ts';

/** The names that ACME clients prove, by dns-01. */
export interface AcmeNames extends AsyncDisposable {
  /** The name server that the processes ask. */
  readonly dns: TestDns;
  readonly table: Map<string, TestDnsAnswer>;
}

export async function acmeNames(): Promise<AcmeNames> {
  const table = new Map<string, TestDnsAnswer>();
  const dns = await startDns(tableZone(table));
  return { dns, table, [Symbol.asyncDispose]: () => dns[Symbol.asyncDispose]() };
}

/** The addresses of a directory, as they stand in it (RFC 8555 §7.1.1). */
type Urls = Readonly<Record<string, string>>;

/**
 * Lets ACME clients get certificates as fast as they are answered, until the signal of their line, each request at
 * whichever server the line names next. Whatever is signed with one nonce is sent to two servers at once: one may take it.
 */
export async function runAcmeClients(line: Line, names: AcmeNames, clients: number): Promise<void> {
  await Promise.all(
    Array.from({ length: clients }, async (_, place) => {
      const { urls, send } = await enter(line);
      const client = createClient(send, urls);
      await registerTwice(line, client, { urls, send });
      for (let turn = 0; !line.signal.aborted && client.account !== ''; turn++)
        await getCertificate(line, client, { urls, names, host: `a${place}-${turn}.example.org` });
    }),
  );
}

async function enter(line: Line): Promise<{ urls: Urls; send: Send }> {
  const directory = await ask(line, 'GET', `acme/directory/${line.house.issuing}/`);
  const urls = JSON.parse(directory?.text ?? '{}') as Urls;
  const [origin = ''] = /^https?:\/\/[^/]+\//.exec(urls['newNonce'] ?? '') ?? [];
  const send: Send = async (method, url, { body } = {}) => {
    const answer = await ask(line, method, url.slice(origin.length), body);
    return toAcmeAnswer(answer);
  };
  return { urls, send };
}

function toAcmeAnswer(answer: Awaited<ReturnType<typeof ask>>): AcmeAnswer {
  const {
    status = 0,
    text = '',
    bytes = new Uint8Array(0),
    headers = new Headers(),
  } = answer ?? {};
  const isJson = (headers.get('content-type') ?? '').includes('json');
  const json = isJson ? (JSON.parse(text) as AcmeAnswer['json']) : {};
  return { status, text, bytes, json, headers: Object.fromEntries(headers) };
}

/** I8: one signed request, sent twice at once, is taken once. */
async function registerTwice(
  { told, signal }: Line,
  client: AcmeClient,
  { urls, send }: { readonly urls: Urls; readonly send: Send },
): Promise<void> {
  const url = urls['newAccount'] ?? '';
  const { body } = joseBody(
    signJws(client.key, await client.header(url), { termsOfServiceAgreed: true }),
  );
  const both = await Promise.all([send('POST', url, { body }), send('POST', url, { body })]);
  if (signal.aborted) return;
  const taken = both.filter(({ status }) => status === 201);
  const refused = both.filter(({ json }) => json['type'] === 'urn:ietf:params:acme:error:badNonce');
  if (taken.length !== 1 || refused.length !== 1)
    told.faults.push(`one nonce at two servers: ${both.map(({ status }) => status).join(', ')}`);
  client.account = String(taken[0]?.headers['location'] ?? '');
}

interface Wish {
  readonly urls: Urls;
  readonly names: AcmeNames;
  readonly host: string;
}

/** From the order to the certificate (RFC 8555 §7.4). */
async function getCertificate(line: Line, client: AcmeClient, wish: Wish): Promise<void> {
  const { urls, names, host } = wish;
  const identifiers = [{ type: 'dns', value: host }];
  const placed = await client.post(urls['newOrder'] ?? '', { identifiers });
  const order = String(placed.headers['location'] ?? '');
  if (placed.status !== 201) return;
  await prove(client, names, placed.json['authorizations'] as readonly string[]);
  if (!(await reaches(line, client, order, 'ready'))) return;
  const csr = encode(await csrWith(makeKey().privateKey, [host]));
  await client.post(String(placed.json['finalize']), { csr });
  const valid = await reaches(line, client, order, 'valid');
  if (!valid) return;
  const { text, status } = await client.post(String(valid['certificate']));
  if (status !== 200) return;
  const serial = new X509Certificate(text).serialNumber;
  if (line.told.acme.has(serial)) line.told.faults.push(`${serial} was told twice`);
  line.told.acme.add(serial);
}

async function prove(
  client: AcmeClient,
  { table }: AcmeNames,
  authorizations: readonly string[],
): Promise<void> {
  for (const url of authorizations) {
    const { identifier, challenges } = (await client.post(url)).json as unknown as Authorization;
    const challenge = challenges?.find(({ type }) => type === 'dns-01');
    if (!challenge) return;
    const proof = createHash('sha256').update(`${challenge.token}.${client.key.thumbprint}`);
    const data = proof.digest('base64url');
    table.set(`_acme-challenge.${identifier.value} TXT`, [{ type: 'TXT', data }]);
    await client.post(challenge.url, {});
  }
}

interface Authorization {
  readonly identifier: { readonly value: string };
  readonly challenges?: readonly {
    readonly type: string;
    readonly url: string;
    readonly token: string;
  }[];
}

const pollMs = 200;

/** The order once it is in that state; undefined when there is no time left, or it never will be. */
async function reaches(
  { told, signal }: Line,
  client: AcmeClient,
  order: string,
  state: string,
): Promise<AcmeAnswer['json'] | undefined> {
  while (!signal.aborted) {
    const { json } = await client.post(order);
    if (json['status'] === state) return json;
    if (json['status'] === 'invalid') {
      told.faults.push(`ACME: ${JSON.stringify(json['error'])}`);
      return undefined;
    }
    await wait(pollMs);
  }
  return undefined;
}
