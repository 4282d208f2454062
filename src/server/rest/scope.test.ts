import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hour } from '#base';
import { createHttp, createLogger } from '#http';
import type { Http } from '#http';
import { createUsers, permissions } from '#users';
import type { Permission, Users } from '#users';
import { testApp } from '../../../test/app.ts';
import type { TestApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';
import { endpoints } from './endpoints.ts';
import { createRest } from './index.ts';

let app: TestApp;
let users: Users;
let http: Http;

before(async () => {
  app = await testApp();
  users = createUsers({ ...app, passwordCost: { memoryKiB: 8, passes: 1 } });
  http = await createHttp({
    users,
    surfaces: [createRest({ ...app, version: '1.2.3' })],
    logger: createLogger({ level: 'silent' }),
    limits: { lagMs: hour },
  });
});
after(async () => {
  await http.close();
  await app[Symbol.asyncDispose]();
});

type Ask = (
  method: string,
  url: string,
  body?: object,
) => Promise<{ status: number; json: Record<string, unknown> }>;

/** Somebody who may this at the issuing authority alone, and calls with a token. */
async function clerk(name: string, may: readonly Permission[]): Promise<Ask> {
  const grants = may.map((permission) => ({ permission, authorityId: app.issuing.id }));
  await users.create({ name, password: 'never used', may: grants });
  const { token } = await users.tokens.create({ name }, { name: 'test' });
  return async (method, url, body) => {
    const answer = await http.inject({
      method: method as 'GET',
      url: `/api/${url}`,
      headers: { authorization: `Bearer ${token.reveal()}` },
      payload: body,
    });
    return { status: answer.statusCode, json: answer.json() };
  };
}

const addresses = (serial: string): { method: string; url: string; permission: Permission }[] =>
  endpoints
    .filter(({ path }) => path.includes('{serial}'))
    .map(({ method, path, permission }) => ({
      method,
      permission,
      url: path
        .replace('{serial}', serial)
        .replace('{certificate_serial}', 'AB')
        .replace('{slug}', 'abc'),
    }));

test('every address that names an authority is closed to who may act at another one only, existing or not', async () => {
  const ask = await clerk('elsewhere', permissions);
  for (const serial of [app.root.serial, app.root.serial.toLowerCase(), 'ABCD'])
    for (const { method, url } of addresses(serial)) {
      const { status, json } = await ask(method, url, method === 'GET' ? undefined : {});
      assert.deepEqual([status, json], [403, { detail: 'Forbidden' }], `${method} ${url}`);
    }
});

test('every address is open at the own authority for the own permission, and for no other', async () => {
  for (const held of permissions) {
    const ask = await clerk(held, [held]);
    for (const { method, url, permission } of addresses(app.issuing.serial)) {
      const { status } = await ask(method, url, method === 'GET' ? undefined : { csr: 1 });
      const open = [200, 400, 404, 422].includes(status);
      assert.equal(open, held === permission, `${held}: ${method} ${url}: ${status}`);
    }
  }
});

test('only own authorities are listed; profiles are shown to who may sign anywhere', async () => {
  const viewer = await clerk('viewer', ['authority.view']);
  const list = (await viewer('GET', 'ca/')).json as unknown as { serial: string }[];
  assert.deepEqual(
    list.map(({ serial }) => serial),
    [app.issuing.serial],
  );
  assert.equal((await viewer('GET', 'profiles/')).status, 403);
  const signer = await clerk('signer', ['certificate.sign']);
  assert.equal((await signer('GET', 'profiles/')).status, 200);
  assert.equal((await signer('GET', 'ca/')).status, 403);
});

test('a clerk signs at the own authority, sees and revokes what came of it', async () => {
  const ask = await clerk('whole', ['certificate.sign', 'certificate.view', 'certificate.revoke']);
  const at = `ca/${app.issuing.serial}`;
  const signed = await ask('POST', `${at}/sign/?wait=10`, {
    csr: (await makeCsr()).pem,
    subject: [{ oid: 'CN', value: 'host.example.com' }],
  });
  assert.deepEqual([signed.status, signed.json['status']], [200, 'issued']);
  const serial = String(signed.json['serial']);
  assert.equal((await ask('GET', `${at}/certs/${serial}/`)).status, 200);
  assert.equal((await ask('POST', `${at}/certs/${serial}/revoke/`, {})).status, 200);
  assert.equal((await ask('GET', `ca/${app.root.serial}/certs/${serial}/`)).status, 403);
});
