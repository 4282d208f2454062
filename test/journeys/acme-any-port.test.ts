import assert from 'node:assert/strict';
import test from 'node:test';
import { createAcmeWire } from '#acme-wire';
import { createHttp, createLogger } from '#http';
import { acmeApp } from '../acme.ts';
import { createClient, type Send } from './acme-client.ts';

/** What stands before the port in every address. */
const cases: readonly [host: string, path?: string][] = [
  ['http://127.0.0.1'],
  ['http://localhost', 'django_ca/'],
];

for (const [host, path = ''] of cases) {
  test(`a server at ${host}/${path} says the port that it was given, and takes requests signed for it`, async () => {
    let origin = `${host}:0`;
    const url = (): string => origin;
    await using ca = await acmeApp({}, { url, urlPath: path });
    const http = await createHttp({
      users: ca.users,
      surfaces: [createAcmeWire({ ...ca, url, path })],
      logger: createLogger({ level: 'silent' }),
      path,
      limits: { lagMs: 60_000 },
    });
    try {
      const { port } = new URL(await http.listen({ host: '127.0.0.1', port: 0 }));
      origin = `${host}:${port}`;
      const root = `${origin}/${path}acme/`;
      const directory = await send('GET', `${root}directory/`);
      const urls = directory.json as Readonly<Record<string, string>>;
      assert.equal(urls['newOrder'], `${root}${ca.issuing.serial}/new-order/`);
      const client = createClient(send, urls);
      const registered = await client.register();
      assert.equal(registered.status, 201, registered.text);
      assert.ok(client.account.startsWith(`${root}${ca.issuing.serial}/acct/`), client.account);
      assert.equal((await client.post(client.account)).status, 200);
      const [account] = await ca.acme.listAccounts(ca.issuing);
      assert.equal(account && ca.acme.accountUrl(account), client.account);
    } finally {
      await http.close();
    }
  });
}

const send: Send = async (method, url, { headers = {}, body } = {}) => {
  const answer = await fetch(url.replace('//localhost:', '//127.0.0.1:'), {
    method,
    headers,
    ...(body !== undefined && { body }),
  });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  const json = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  return { status: answer.status, headers: Object.fromEntries(answer.headers), text, bytes, json };
};
