import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PolicyChanges } from '#acme';
import { createAcmeWire } from '#acme-wire';
import { createHttp, createLogger, type Http } from '#http';
import { createNet } from '#net';
import { acmeApp, type AcmeApp } from '../acme.ts';
import { startDns, tableZone, type TestDns, type TestDnsAnswer } from '../dns.ts';
import { createClient, type AcmeClient, type Send, type TestKey } from './acme-client.ts';

/** A server without a port, and a world outside in which proofs can be put: every name leads to this machine. */
export interface AcmeWorld extends AsyncDisposable {
  readonly ca: AcmeApp;
  readonly directory: Readonly<Record<string, string>>;
  readonly send: Send;
  /** A client that is not registered yet. */
  client(key?: TestKey): AcmeClient;
  /** What the name server knows: `NAME TYPE`. */
  readonly names: Map<string, TestDnsAnswer>;
  readonly dns: TestDns;
  /** What the web server of all names holds, by path. */
  readonly files: Map<string, string>;
  /** A digest of all that is on record but for spent nonces. */
  picture(): Promise<string>;
}

const origin = 'https://ca.example';

export async function acmeWorld(policy: PolicyChanges = {}): Promise<AcmeWorld> {
  const names = new Map<string, TestDnsAnswer>();
  const files = new Map<string, string>();
  const zone = tableZone(names);
  const dns = await startDns((name, type) => {
    const found = zone(name, type);
    return type === 'A' && found === 'NXDOMAIN' ? [{ type: 'A', data: '127.0.0.1' }] : found;
  });
  const web = await startWeb(files);
  const ports = { http: web.port, https: web.port };
  const net = createNet({ resolvers: [dns.server], allow: ['127.0.0.0/8'], ports });
  const ca = await acmeApp(policy, { net: () => net });
  const http = await createHttp({
    users: ca.users,
    surfaces: [createAcmeWire({ ...ca, url: () => origin })],
    logger: createLogger({ level: 'silent' }),
    // A machine that is busy with other tests is no reason for a 503.
    limits: { lagMs: 60_000 },
  });
  const send = sender(http);
  const first = await send('GET', `${origin}/acme/directory/${ca.issuing.serial}/`);
  const directory = first.json as Readonly<Record<string, string>>;
  // The key of all nonces is made with the first: from here on a refusal leaves no trace.
  await send('HEAD', `${directory['newNonce']}`);
  return {
    ca,
    directory,
    send,
    client: (key) => createClient(send, directory, key),
    names,
    dns,
    files,
    picture: () => picture(ca),
    [Symbol.asyncDispose]: async () => {
      await http.close();
      await ca[Symbol.asyncDispose]();
      await web[Symbol.asyncDispose]();
      await dns[Symbol.asyncDispose]();
    },
  };
}

function sender(http: Http): Send {
  return async (method, url, { headers = {}, body } = {}) => {
    const answer = await http.inject({
      method: method as 'GET',
      url: url.slice(origin.length),
      headers: { ...headers, host: 'somebody.else' },
      ...(body !== undefined && { payload: body }),
    });
    const type = String(answer.headers['content-type']);
    return {
      status: answer.statusCode,
      headers: answer.headers as Record<string, string | string[] | undefined>,
      text: answer.body,
      bytes: answer.rawPayload,
      json:
        /json/.test(type) && answer.body !== ''
          ? (JSON.parse(answer.body) as Record<string, unknown>)
          : {},
    };
  };
}

async function startWeb(
  files: ReadonlyMap<string, string>,
): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '');
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

async function picture({ db }: AcmeApp): Promise<string> {
  const reader = db.reader<Record<string, Record<string, unknown>>>();
  const tables = (await reader.introspection.getTables()).map(({ name }) => name);
  const hash = createHash('sha256');
  for (const table of tables.filter((each) => each !== 'acme_nonce').toSorted()) {
    const rows = await reader.selectFrom(table).selectAll().execute();
    hash.update(`${table} ${JSON.stringify(rows)}\n`);
  }
  return hash.digest('hex');
}
