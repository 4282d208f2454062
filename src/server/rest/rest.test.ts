import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Authority } from '#authorities';
import { day, hour, minute, Secret } from '#base';
import { createHttp, createLogger } from '#http';
import type { Http } from '#http';
import { createUsers } from '#users';
import type { Permission } from '#users';
import { name } from '#x509';
import { noon, testApp } from '../../../test/app.ts';
import type { TestApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';
import { createRest } from './index.ts';

type Json = Record<string, unknown>;
type Method = 'GET' | 'POST' | 'PUT';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** The body as JSON; undefined where it is something else. */
  // eslint-disable-next-line typescript/no-explicit-any -- what an answer is, the test says
  readonly json: any;
}

const at = '/django_ca/api';
const password = 'correct horse';

let app: TestApp;
let http: Http;
let csr: string;
const logged: string[] = [];
/** When what is made to be brief has expired: so near that jobs which sign then do not make noon untrusted again. */
const soon = noon + 4 * minute;

/** One robot for each permission, and others for the rules about users. */
const robots: Record<string, { may: Permission[]; active?: boolean; superuser?: boolean }> = {
  'authority.view': { may: ['authority.view'] },
  'authority.change': { may: ['authority.change'] },
  'certificate.sign': { may: ['certificate.sign'] },
  'certificate.view': { may: ['certificate.view'] },
  'certificate.revoke': { may: ['certificate.revoke'] },
  root: { may: [], superuser: true },
  retired: { may: [], superuser: true, active: false },
  'second.signer': { may: ['certificate.sign'] },
};

before(async () => {
  app = await testApp({ urlPath: 'django_ca/' });
  const users = createUsers({ ...app, passwordCost: { memoryKiB: 8, passes: 1 } });
  for (const [username, robot] of Object.entries(robots))
    await users.create({ name: username, password, ...robot });
  http = await createHttp({
    users,
    surfaces: [createRest({ ...app, version: '1.2.3' })],
    logger: createLogger({ level: 'trace', destination: { write: (line) => logged.push(line) } }),
    path: 'django_ca/',
    limits: { lagMs: hour },
  });
  csr = (await makeCsr()).pem;
});

after(async () => {
  await http.close();
  await app[Symbol.asyncDispose]();
});

async function ask(
  method: Method,
  path: string,
  { user = 'root', body, raw }: { user?: string | null; body?: unknown; raw?: string } = {},
): Promise<Answer> {
  const credentials = Buffer.from(`${user}:${password}`).toString('base64');
  const answer = await http.inject({
    method,
    url: `${at}/${path}`,
    headers: user === null ? {} : { authorization: `Basic ${credentials}` },
    payload: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
  });
  const type = String(answer.headers['content-type']);
  return {
    status: answer.statusCode,
    type,
    text: answer.body,
    json: type.startsWith('application/json') ? JSON.parse(answer.body) : undefined,
  };
}

const sound = (more: Json = {}): Json => ({
  csr,
  subject: [{ oid: '2.5.4.3', value: 'host.example.com' }],
  ...more,
});

/** Orders a certificate and waits for it. */
async function issue(more: Json = {}, authority: Authority = app.issuing): Promise<string> {
  const { json } = await ask('POST', `ca/${authority.serial}/sign/?wait=10`, { body: sound(more) });
  assert.equal(json.status, 'issued', JSON.stringify(json));
  return json.serial;
}

let made = 0;

/** A fresh authority in some state. */
async function authorityThat(
  state: 'ok' | 'disabled' | 'api disabled' | 'expired' | 'revoked',
): Promise<Authority> {
  const authority = await app.authorities.create({
    name: `${state} ${made++}`,
    subject: name('CN=x'),
    parent: app.root,
    apiEnabled: true,
    notAfter: new Date(state === 'expired' ? soon - minute : noon + 300 * day),
  });
  return authority;
}

async function bring(authority: Authority, state: string): Promise<void> {
  if (state === 'disabled') await app.authorities.update(authority, { enabled: false });
  if (state === 'api disabled') await app.authorities.update(authority, { apiEnabled: false });
  if (state === 'expired') app.clock.set(soon);
  if (state === 'revoked') {
    // No verb revokes an authority yet; the row can be revoked, and that must hold.
    await app.db.transaction<{ authority: Json }, unknown>((trx) =>
      trx
        .updateTable('authority')
        .set({ revoked_ms: noon, revoked_reason: 'cACompromise' })
        .where('id', '=', authority.id)
        .execute(),
    );
  }
}

const endpoints: readonly (readonly [method: Method, path: string, permission: Permission])[] = [
  ['GET', 'profiles/', 'certificate.sign'],
  ['GET', 'profiles/webserver/', 'certificate.sign'],
  ['GET', 'ca/', 'authority.view'],
  ['GET', 'ca/ABCD/', 'authority.view'],
  ['PUT', 'ca/ABCD/', 'authority.change'],
  ['POST', 'ca/ABCD/sign/', 'certificate.sign'],
  ['GET', 'ca/ABCD/orders/abc/', 'certificate.sign'],
  ['GET', 'ca/ABCD/certs/', 'certificate.view'],
  ['GET', 'ca/ABCD/certs/12/', 'certificate.view'],
  ['POST', 'ca/ABCD/certs/12/resign/', 'certificate.sign'],
  ['POST', 'ca/ABCD/certs/12/revoke/', 'certificate.revoke'],
  ['POST', 'ca/ABCD/revoke/12/', 'certificate.revoke'],
];

test('every endpoint wants its own permission, before it looks at the body or for the object', async () => {
  for (const [method, path, permission] of endpoints) {
    const anonymous = await ask(method, path, { user: null, raw: '{' });
    assert.deepEqual([anonymous.status, anonymous.json], [401, { detail: 'Unauthorized' }], path);
    for (const user of Object.keys(robots)) {
      const allowed = user === 'root' || (robots[user]?.may ?? []).includes(permission);
      const { status, json } = await ask(method, path, { user });
      if (!allowed)
        assert.deepEqual([status, json], [403, { detail: 'Forbidden' }], `${user} ${path}`);
      else assert.ok([200, 404, 422].includes(status), `${user} ${method} ${path}: ${status}`);
    }
  }
});

test('a wrong password is 401, an inactive superuser with the right one 403', async () => {
  const headers = { authorization: `Basic ${Buffer.from('root:wrong').toString('base64')}` };
  assert.equal((await http.inject({ url: `${at}/ca/`, headers })).statusCode, 401);
  assert.equal((await ask('GET', 'ca/', { user: 'retired' })).status, 403);
});

test('the body is checked before the authority is looked for', async () => {
  const cases: readonly (readonly [path: string, body: unknown, status: number])[] = [
    ['sign/', {}, 422],
    ['sign/', sound({ profile: 'nope' }), 422],
    [
      'sign/',
      sound({
        csr: '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n',
      }),
      400,
    ],
    ['sign/', sound(), 404],
    ['sign/?wait=x', sound(), 422],
    ['certs/12/resign/', { not_after: 'x' }, 422],
    ['certs/12/resign/', {}, 404],
    ['certs/12/revoke/', { reason: 'x' }, 422],
    ['certs/12/revoke/', {}, 404],
  ];
  for (const [path, body, status] of cases) {
    const answer = await ask('POST', `ca/ABCD/${path}`, { body });
    assert.equal(answer.status, status, `${path} ${answer.text}`);
  }
  assert.equal((await ask('PUT', 'ca/ABCD/', { body: { caa_identity: 1 } })).status, 422);
  assert.equal((await ask('PUT', 'ca/ABCD/', { body: {} })).status, 404);
});

test('a body is JSON whatever its content type, a broken one is 400, none at all 422', async () => {
  const url = `${at}/ca/ABCD/certs/12/revoke/`;
  const authorization = `Basic ${Buffer.from(`root:${password}`).toString('base64')}`;
  for (const type of ['text/plain', 'x', '', 'application/x-www-form-urlencoded', 'a/b; c']) {
    const headers = { authorization, 'content-type': type };
    const answer = await http.inject({ method: 'POST', url, headers, payload: '{}' });
    assert.equal(answer.statusCode, 404, type);
    const empty = await http.inject({ method: 'POST', url, headers });
    assert.equal(empty.statusCode, 422, type);
  }
  for (const raw of ['{', 'x', '\u0000', '{"a":1}}']) {
    const { status, json } = await ask('POST', 'ca/ABCD/certs/12/revoke/', { raw });
    assert.deepEqual([status, json], [400, { detail: 'Cannot parse request body' }], raw);
  }
  const none = await ask('POST', 'ca/ABCD/sign/');
  assert.deepEqual(none.json, {
    detail: [{ type: 'missing', loc: ['body', 'data'], msg: 'Field required' }],
  });
  const large = await ask('POST', 'ca/ABCD/sign/', { raw: ' '.repeat(3 << 20) });
  assert.deepEqual([large.status, large.json], [413, { detail: 'Payload Too Large' }]);
  const megabyte = await ask('POST', 'ca/ABCD/sign/', { raw: 'A'.repeat(1 << 20) });
  assert.deepEqual(
    [megabyte.status, megabyte.json],
    [400, { detail: 'Cannot parse request body' }],
  );
  const csr = await ask('POST', 'ca/ABCD/sign/', {
    body: { csr: 'A'.repeat(1 << 20), subject: [] },
  });
  assert.equal(csr.status, 422);
  assert.match(JSON.stringify(csr.json), /Value error, Invalid PEM data\./);
});

test('no hostile body is more than refused', async () => {
  const deep = '['.repeat(50_000) + ']'.repeat(50_000);
  const text = String.raw`"\ud800\u0000\u202e<script>"`;
  const bodies = ['0', 'null', '"x"', '[]', deep, text, '{"__proto__":{"reason":1}}', '1e999'];
  const fields = [
    'csr',
    'subject',
    'extensions',
    'not_after',
    'key_backend_options',
    'profile',
    'reason',
  ];
  const nested = fields.flatMap((field) =>
    [deep, text, '-1e308', `[${deep}]`, `[{"type":${deep}}]`, `{"password":${deep}}`].map((value) =>
      JSON.stringify(sound()).replace(/}$/, `,"${field}":${value}}`),
    ),
  );
  for (const path of ['sign/', 'certs/12/resign/', 'certs/12/revoke/']) {
    for (const raw of [...bodies, ...nested]) {
      const { status } = await ask('POST', `ca/ABCD/${path}`, { raw });
      assert.ok([400, 404, 422].includes(status), `${status} ${path} ${raw.slice(0, 100)}`);
    }
  }
  assert.equal(({} as Json)['reason'], undefined);
});

test('serials are taken with colons, leading zeros and in any case', async () => {
  const { serial } = app.issuing;
  const colons = serial.match(/../g)?.join(':') ?? '';
  for (const spelling of [
    serial,
    `00${serial}`,
    `0:0${serial}`,
    colons,
    serial.toLowerCase(),
    colons.toLowerCase(),
  ]) {
    const { status, json } = await ask('GET', `ca/${spelling}/`);
    assert.deepEqual(
      [status, json.serial, json.certificate.serial],
      [200, serial, serial],
      spelling,
    );
  }
});

test('what is no address of ours is an HTML page', async () => {
  const cases: readonly (readonly [method: Method, path: string, status: number])[] = [
    ['GET', '', 404],
    ['GET', 'ca/xyz/', 404],
    ['GET', `ca/${'A'.repeat(200)}/`, 404],
    ['GET', 'ca/AB/orders/a-b/', 404],
    ['GET', 'ca/AB/orders/', 404],
    ['GET', 'ca/AB/sign/', 405],
    ['POST', 'ca/', 405],
    ['PUT', 'profiles/', 405],
  ];
  for (const [method, path, status] of cases) {
    const answer = await ask(method, path, { user: null });
    assert.deepEqual([answer.status, answer.type], [status, 'text/html; charset=utf-8'], path);
  }
  const moved = await http.inject({ method: 'POST', url: `${at}/ca/AB/sign?wait=1` });
  assert.deepEqual([moved.statusCode, moved.headers.location], [301, `${at}/ca/AB/sign/?wait=1`]);
});

test('profiles are listed in their order and found by name', async () => {
  const list = (await ask('GET', 'profiles/')).json as Json[];
  assert.deepEqual(
    list.map((profile) => profile['name']),
    ['client', 'server', 'webserver', 'enduser', 'ocsp'],
  );
  const { json } = await ask('GET', 'profiles/ocsp/');
  assert.deepEqual(Object.keys(json), [
    'description',
    'subject',
    'algorithm',
    'extensions',
    'expires',
    'autogenerated',
    'add_crl_url',
    'add_ocsp_url',
    'add_issuer_url',
    'add_issuer_alternative_name',
    'name',
  ]);
  assert.deepEqual([json.subject, json.autogenerated, json.add_ocsp_url], [false, true, false]);
  assert.match(json.expires, /^P\d+DT\d\dH\d\dM\d\dS$/);
  assert.deepEqual(json.extensions.extended_key_usage.value, ['1.3.6.1.5.5.7.3.9']);
  const unknown = await ask('GET', 'profiles/nope%2Fnope/');
  assert.deepEqual([unknown.status, unknown.json], [404, { detail: 'Not Found' }]);
});

const recordKeys = [
  'id',
  'created',
  'updated',
  'revoked',
  'revoked_date',
  'revoked_reason',
  'compromised',
  'certificate',
  'fingerprints',
];
const earlierKeys = ['serial', 'pem', 'subject', 'issuer', 'not_before', 'not_after'];

test('an authority has the fields of both generations, the newer first, and nothing of its key', async () => {
  const { json, type } = await ask('GET', `ca/${app.issuing.serial}/`);
  assert.equal(type, 'application/json; charset=utf-8');
  assert.deepEqual(Object.keys(json), [
    ...recordKeys,
    'name',
    'enabled',
    'parent',
    'key_backend_alias',
    'sign_authority_information_access',
    'sign_certificate_policies',
    'sign_crl_distribution_points',
    'sign_issuer_alternative_name',
    'caa_identity',
    'website',
    'terms_of_service',
    'ocsp_key_backend_alias',
    'ocsp_responder_key_validity',
    'ocsp_response_validity',
    'acme_enabled',
    'acme_registration',
    'acme_profile',
    'acme_requires_contact',
    'api_enabled',
    ...earlierKeys,
    'can_sign_certificates',
  ]);
  const { certificate, fingerprints, ...rest } = json;
  assert.deepEqual(
    { ...rest, id: 0, serial: '', pem: '' },
    {
      id: 0,
      created: '2026-11-21T12:00:30Z',
      updated: '2026-11-21T12:00:30Z',
      revoked: false,
      revoked_date: null,
      revoked_reason: '',
      compromised: null,
      name: 'issuing',
      enabled: true,
      parent: app.root.id,
      key_backend_alias: 'default',
      sign_authority_information_access: null,
      sign_certificate_policies: null,
      sign_crl_distribution_points: null,
      sign_issuer_alternative_name: null,
      caa_identity: '',
      website: '',
      terms_of_service: '',
      ocsp_key_backend_alias: 'default',
      ocsp_responder_key_validity: 3,
      ocsp_response_validity: 86_400,
      acme_enabled: false,
      acme_registration: true,
      acme_profile: 'webserver',
      acme_requires_contact: true,
      api_enabled: true,
      serial: '',
      pem: '',
      subject: [{ oid: '2.5.4.3', value: 'Test Issuing' }],
      issuer: [{ oid: '2.5.4.3', value: 'Test Root' }],
      not_before: '2026-11-21T12:00:00Z',
      not_after: certificate.not_valid_after,
      can_sign_certificates: true,
    },
  );
  assert.deepEqual(Object.keys(certificate), [
    'serial',
    'version',
    'not_valid_before',
    'not_valid_after',
    'issuer',
    'subject',
    'signature_hash_algorithm',
    'signature_algorithm_oid',
    'public_key_algorithm_oid',
    'signature_algorithm_parameters',
    'extensions',
    'pem',
  ]);
  assert.equal(certificate.version, 2);
  assert.deepEqual(certificate.signature_algorithm_parameters, {
    algorithm: 'SHA-384',
    deterministic_signing: false,
  });
  assert.deepEqual(Object.keys(fingerprints), [
    'SHA-224',
    'SHA-256',
    'SHA-384',
    'SHA-512',
    'SHA3/224',
    'SHA3/256',
    'SHA3/384',
    'SHA3/512',
  ]);
  assert.match(fingerprints['SHA-256'], /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  assert.match(certificate.pem, /^-----BEGIN CERTIFICATE-----\n[^]*\n-----END CERTIFICATE-----\n$/);
});

test('the state of an authority decides who sees it and what it does', async () => {
  // Columns: list, list with expired, view, update, sign, order, list of certificates, certificate, resign, revoke.
  const cases = {
    ok: [true, true, 200, 200, 200, 200, 200, 200, 200, 200],
    disabled: [false, false, 404, 404, 404, 200, 404, 404, 404, 404],
    'api disabled': [false, false, 404, 404, 404, 404, 404, 404, 404, 404],
    revoked: [true, true, 200, 200, 400, 200, 200, 200, 400, 200],
    expired: [false, true, 200, 200, 404, 200, 200, 200, 404, 404],
  } as const;
  for (const [state, expected] of Object.entries(cases)) {
    const authority = await authorityThat(state as keyof typeof cases);
    const ca = `ca/${authority.serial}/`;
    const notAfter = new Date(soon - 2 * minute).toISOString();
    const order = await ask('POST', `${ca}sign/?wait=10`, { body: sound({ not_after: notAfter }) });
    const certificate = `${ca}certs/${order.json.serial}/`;
    await bring(authority, state);
    const serials = async (query: string): Promise<boolean> =>
      ((await ask('GET', `ca/${query}`)).json as Json[]).some(
        (each) => each['serial'] === authority.serial,
      );
    const status = async (method: Method, path: string, body?: unknown): Promise<number> =>
      (await ask(method, path, { body })).status;
    assert.deepEqual(
      [
        await serials(''),
        await serials('?expired=1'),
        await status('GET', ca),
        await status('PUT', ca, {}),
        await status('POST', `${ca}sign/`, sound()),
        await status('GET', `${ca}orders/${order.json.slug}/`),
        await status('GET', `${ca}certs/`),
        await status('GET', certificate),
        await status('POST', `${certificate}resign/`, {}),
        await status('POST', `${certificate}revoke/`, {}),
      ],
      expected,
      state,
    );
    app.clock.set(noon);
  }
});

test('a revoked authority says that it is revoked, and signs nothing', async () => {
  const authority = await authorityThat('revoked');
  await bring(authority, 'revoked');
  const { json } = await ask('GET', `ca/${authority.serial}/`);
  assert.deepEqual(
    [json.revoked, json.revoked_date, json.revoked_reason, json.can_sign_certificates],
    [true, '2026-11-21T12:00:30Z', 'ca_compromise', false],
  );
  const refused = await ask('POST', `ca/${authority.serial}/sign/`, { body: sound() });
  assert.match(refused.json.detail, /revoked/i);
});

test('an update changes what is given and nothing else', async () => {
  const authority = await authorityThat('ok');
  const path = `ca/${authority.serial}/`;
  const before = (await ask('GET', path)).json;
  const policies = {
    type: 'certificate_policies',
    value: [{ policy_identifier: '1.2.3', policy_qualifiers: null }],
  };
  const changes = {
    name: `renamed ${made++}`,
    caa_identity: 'ca.example.com',
    website: 'https://ca.example.com/',
    terms_of_service: 'https://ca.example.com/terms',
    ocsp_responder_key_validity: 5,
    ocsp_response_validity: 3600,
    acme_enabled: true,
    acme_registration: false,
    acme_profile: 'anything',
    acme_requires_contact: false,
  };
  for (const [field, value] of Object.entries(changes)) {
    const { status, json } = await ask('PUT', path, { body: { [field]: value } });
    assert.deepEqual([status, json[field]], [200, value], field);
  }
  const all = (await ask('PUT', path, { body: { sign_certificate_policies: policies } })).json;
  const { type, critical, value } = all.sign_certificate_policies;
  assert.deepEqual(
    [type, critical, value[0].policy_identifier],
    ['certificate_policies', false, '1.2.3'],
  );
  app.clock.advance(1234);
  for (const body of [{}, [], { enabled: false, api_enabled: false, parent: 1, revoked: true }]) {
    const { json } = await ask('PUT', path, { body });
    assert.deepEqual(
      { ...json, updated: '' },
      {
        ...before,
        ...changes,
        sign_certificate_policies: all.sign_certificate_policies,
        updated: '',
      },
    );
    assert.equal(json.updated, '2026-11-21T12:00:31.234Z');
  }
  app.clock.set(noon);
  const cleared = await ask('PUT', path, { body: { sign_certificate_policies: null } });
  assert.equal(cleared.json.sign_certificate_policies, null);
});

test('a value that breaks the rules of its field is 400 with a map in Python’s notation', async () => {
  const authority = await authorityThat('ok');
  const cases: readonly (readonly [body: Json, detail: string])[] = [
    [{ website: 'x' }, "{'website': ['Enter a valid URL.']}"],
    [{ terms_of_service: 'ftp://x' }, "{'terms_of_service': ['Enter a valid URL.']}"],
    [{ website: `http://${'x'.repeat(200)}` }, "{'website': ['Enter a valid URL.']}"],
    [{ name: null }, "{'name': ['This field cannot be null.']}"],
    [{ name: '' }, "{'name': ['This field cannot be blank.']}"],
    [{ name: 'root' }, "{'name': ['Certificate Authority with this Name already exists.']}"],
    [{ acme_profile: '' }, "{'acme_profile': ['This field cannot be blank.']}"],
    [{ acme_enabled: null }, "{'acme_enabled': ['This field cannot be null.']}"],
    [
      { ocsp_responder_key_validity: 0 },
      "{'ocsp_responder_key_validity': ['Ensure this value is greater than or equal to 1.']}",
    ],
    [
      { ocsp_response_validity: 599 },
      "{'ocsp_response_validity': ['Ensure this value is greater than or equal to 600.']}",
    ],
    [
      { website: 'x', name: '', acme_enabled: true },
      "{'name': ['This field cannot be blank.'], 'website': ['Enter a valid URL.']}",
    ],
  ];
  const path = `ca/${authority.serial}/`;
  const before = (await ask('GET', path)).json;
  for (const [body, detail] of cases) {
    const { status, json } = await ask('PUT', path, { body });
    assert.deepEqual([status, json], [400, { detail }]);
  }
  assert.deepEqual((await ask('GET', path)).json, before);
  assert.equal((await ask('PUT', path, { body: { name: authority.name } })).status, 200);
});

test('an order is pending at first, and issued when it is asked for later', async () => {
  const { status, json } = await ask('POST', `ca/${app.issuing.serial}/sign/`, { body: sound() });
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(json), [
    'serial',
    'created',
    'updated',
    'slug',
    'status',
    'user',
    'error',
  ]);
  assert.match(json.slug, /^[a-zA-Z0-9]{12}$/);
  assert.deepEqual(
    [json.serial, json.status, json.user, json.error],
    [null, 'pending', 'root', null],
  );
  await app.jobs.idle();
  const order = (await ask('GET', `ca/${app.issuing.serial}/orders/${json.slug}/`)).json;
  assert.deepEqual([order.status, order.slug], ['issued', json.slug]);
  const certificate = await ask('GET', `ca/${app.issuing.serial}/certs/${order.serial}/`);
  assert.equal(certificate.json.serial, order.serial);
  assert.equal(certificate.json.csr, csr);
});

test('an answer can be held until the order is issued', async () => {
  const { json } = await ask('POST', `ca/${app.issuing.serial}/sign/?wait=30`, { body: sound() });
  assert.deepEqual([json.status, json.error], ['issued', null]);
  assert.match(json.serial, /^[1-9A-F][0-9A-F]+$/);
});

test('an order is seen by its creator alone, and below its own authority', async () => {
  const { json } = await ask('POST', `ca/${app.issuing.serial}/sign/`, {
    user: 'certificate.sign',
    body: sound(),
  });
  const look = async (user: string, { serial } = app.issuing, slug = json.slug): Promise<number> =>
    (await ask('GET', `ca/${serial}/orders/${slug}/`, { user })).status;
  assert.equal(await look('certificate.sign'), 200);
  assert.equal(await look('second.signer'), 404);
  assert.equal(await look('root'), 404);
  assert.equal(await look('certificate.sign', app.root), 404);
  assert.equal(await look('certificate.sign', app.issuing, 'nope'), 404);
});

test('a certificate has the fields of both generations', async () => {
  const serial = await issue({
    subject: [
      { oid: 'O', value: 'Example' },
      { oid: 'C', value: 'AT' },
      { oid: '2.5.4.3', value: 'host.example.com' },
    ],
    extensions: [
      { type: 'subject_alternative_name', value: [{ type: 'DNS', value: 'Host.example.com' }] },
      { type: 'key_usage', critical: true, value: ['keyEncipherment', 'digital_signature'] },
      { type: 'extended_key_usage', value: ['serverAuth'] },
      { type: 'ocsp_no_check' },
    ],
    not_after: '2027-01-01T00:00:30+00:00',
    algorithm: 'SHA-512',
    profile: 'server',
  });
  const { json } = await ask('GET', `ca/${app.issuing.serial}/certs/${serial}/`);
  assert.deepEqual(Object.keys(json), [
    ...recordKeys,
    'watchers',
    'ca',
    'csr',
    'profile',
    'autogenerated',
    ...earlierKeys,
  ]);
  assert.deepEqual(
    [json.watchers, json.ca, json.profile, json.autogenerated],
    [[], app.issuing.id, 'server', false],
  );
  assert.deepEqual(json.subject, [
    { oid: '2.5.4.10', value: 'Example' },
    { oid: '2.5.4.6', value: 'AT' },
    { oid: '2.5.4.3', value: 'host.example.com' },
  ]);
  assert.deepEqual(
    [json.not_before, json.not_after],
    ['2026-11-21T12:00:00Z', '2027-01-01T00:00:00Z'],
  );
  assert.equal(json.certificate.signature_hash_algorithm, 'SHA-512');
  const extensions = json.certificate.extensions as { type: string; value: unknown }[];
  assert.deepEqual(
    extensions.slice(0, 7).map(({ type }) => type),
    [
      'authority_key_identifier',
      'basic_constraints',
      'subject_key_identifier',
      'subject_alternative_name',
      'key_usage',
      'extended_key_usage',
      'ocsp_no_check',
    ],
  );
  assert.deepEqual(
    extensions.slice(3, 7).map(({ value }) => value),
    [
      [{ type: 'DNS', value: 'host.example.com' }],
      ['digital_signature', 'key_encipherment'],
      ['1.3.6.1.5.5.7.3.1'],
      null,
    ],
  );
});

test('what a CSR must be', async () => {
  const sign = (text: string): Promise<Answer> =>
    ask('POST', `ca/${app.issuing.serial}/sign/`, { body: sound({ csr: text }) });
  const frame = (text: string): string =>
    `-----BEGIN CERTIFICATE REQUEST-----\n${text}\n-----END CERTIFICATE REQUEST-----\n`;
  for (const text of [frame('AAAA'), frame('x y'), frame('MAA='), frame('')]) {
    const { status, json } = await sign(text);
    assert.deepEqual([status, json], [400, { detail: 'Unable to parse CSR.' }], text);
  }
  const forged = await sign(csr.replace(/.{8}(=*)\n-----END/, 'AAAAAAAA\n-----END'));
  assert.equal(forged.status, 400);
  assert.match(forged.json.detail, /CSR|signature/);
});

test('a profile that does not exist is 422 at its place', async () => {
  const { status, json } = await ask('POST', `ca/${app.issuing.serial}/sign/`, {
    body: sound({ profile: 'nope' }),
  });
  assert.equal(status, 422);
  assert.deepEqual(json.detail[0].loc, ['body', 'data', 'profile']);
});

test('an order that cannot be fulfilled fails and says why', async () => {
  const cases: readonly (readonly [more: Json, code: string])[] = [
    [{ not_after: '2020-01-01T00:00:00Z' }, 'bad_validity'],
    [{ not_after: '2099-01-01T00:00:00Z' }, 'bad_validity'],
    [{ extensions: [{ type: 'ocsp_no_check' }, { type: 'ocsp_no_check' }] }, 'bad_extension'],
  ];
  for (const [more, code] of cases) {
    const { status, json } = await ask('POST', `ca/${app.issuing.serial}/sign/?wait=10`, {
      body: sound(more),
    });
    assert.deepEqual(
      [status, json.status, json.serial, json.error?.code],
      [200, 'failed', null, code],
    );
    assert.ok(json.error.detail.length > 10);
    assert.doesNotMatch(json.error.detail, /hush|node_modules|\n/);
  }
});

test('a locked key is opened by the password of the request, and by no other', async () => {
  const unlock = { password: new Secret('hush-4711') };
  const subject = name('CN=locked');
  const locked = await app.authorities.create({
    name: 'locked',
    subject,
    apiEnabled: true,
    unlock,
  });
  const status = async (options?: Json): Promise<unknown> => {
    const body = sound(options && { key_backend_options: options });
    const { json } = await ask('POST', `ca/${locked.serial}/sign/?wait=10`, { body });
    assert.doesNotMatch(JSON.stringify(json), /hush|aHVz/);
    return json.error?.code ?? json.status;
  };
  assert.equal(await status({ password: 'aHVzaC00NzEx', other: 1 }), 'issued');
  assert.equal(await status({ password: 'd3Jvbmc=' }), 'key_unavailable');
  assert.equal(await status({}), 'key_unavailable');
  assert.equal(await status(), 'key_unavailable');
});

test('lists of certificates show what the filters let through', async () => {
  const authority = await authorityThat('ok');
  const path = `ca/${authority.serial}/certs/`;
  const make = (more: Json): Promise<string> => issue(more, authority);
  const plain = await make({});
  const client = await make({ profile: 'client' });
  const machine = await make({ autogenerated: true });
  const revoked = await make({});
  assert.equal((await ask('POST', `${path}${revoked}/revoke/`, { body: {} })).status, 200);
  const brief = await make({ not_after: new Date(soon - minute).toISOString() });
  app.clock.set(soon);
  const list = async (query: string): Promise<unknown> =>
    ((await ask('GET', `${path}${query}`)).json as Json[]).map((each) => each['serial']);
  assert.deepEqual(await list(''), [plain, client]);
  assert.deepEqual(await list('?autogenerated=1'), [plain, client, machine]);
  assert.deepEqual(await list('?revoked=yes'), [plain, client, revoked]);
  assert.deepEqual(await list('?expired=on'), [plain, client, brief]);
  assert.deepEqual(await list('?profile=client'), [client]);
  assert.deepEqual(await list('?profile=nope'), []);
  assert.deepEqual(await list('?expired=true&revoked=true&autogenerated=true'), [
    plain,
    client,
    machine,
    revoked,
    brief,
  ]);
  assert.equal((await ask('GET', `${path}?expired=`)).status, 422);
  app.clock.set(noon);
});

test('a certificate is found below its own authority alone', async () => {
  const serial = await issue();
  const at = async ({ serial: ca }: Authority, certificate = serial): Promise<number> =>
    (await ask('GET', `ca/${ca}/certs/${certificate}/`)).status;
  assert.equal(await at(app.issuing), 200);
  assert.equal(await at(app.root), 404);
  assert.equal(await at(app.issuing, 'ABCD'), 404);
});

test('a certificate is revoked once, for a reason, at either address', async () => {
  const revoke = (serial: string, body: unknown, earlier = false): Promise<Answer> =>
    ask(
      'POST',
      `ca/${app.issuing.serial}/${earlier ? `revoke/${serial}/` : `certs/${serial}/revoke/`}`,
      { body },
    );
  const cases: readonly (readonly [body: Json, earlier: boolean, reason: string])[] = [
    [{}, false, 'unspecified'],
    [{ reason: 'keyCompromise', compromised: '2026-11-01T00:00:00Z' }, false, 'key_compromise'],
    [{ reason: 'aACompromise', compromised: null }, true, 'aa_compromise'],
    [{ reason: 'cACompromise' }, true, 'ca_compromise'],
    [{ reason: 'affiliationChanged' }, false, 'affiliation_changed'],
    [{ reason: 'cessationOfOperation' }, false, 'cessation_of_operation'],
  ];
  for (const [body, earlier, reason] of cases) {
    const serial = await issue();
    const { status, json } = await revoke(serial, body, earlier);
    assert.equal(status, 200);
    assert.deepEqual(
      [json.serial, json.revoked, json.revoked_date, json.revoked_reason, json.compromised],
      [serial, true, '2026-11-21T12:00:30Z', reason, body['compromised'] ?? null],
    );
    const again = await revoke(serial, {}, earlier);
    assert.deepEqual(
      [again.status, again.json],
      [400, { detail: 'The certificate is already revoked.' }],
    );
  }
  const brief = await issue({ not_after: new Date(soon - minute).toISOString() });
  app.clock.set(soon);
  assert.equal((await revoke(brief, {})).status, 404);
  app.clock.set(noon);
});

test('a certificate is resigned with its own key, subject and extensions', async () => {
  const extensions = [
    { type: 'subject_alternative_name', value: [{ type: 'DNS', value: 'a.example' }] },
  ];
  const serial = await issue({ profile: 'client', extensions });
  const path = `ca/${app.issuing.serial}/certs/`;
  const resign = async (body: unknown): Promise<Answer> =>
    ask('POST', `${path}${serial}/resign/?wait=10`, { body });
  assert.equal((await ask('POST', `${path}${serial}/resign/`)).status, 422);
  const { json } = await resign({ not_after: '2027-01-01T00:00:00Z' });
  assert.equal(json.status, 'issued', JSON.stringify(json));
  const [old, fresh] = await Promise.all(
    [serial, json.serial].map(async (each) => (await ask('GET', `${path}${each}/`)).json),
  );
  assert.notEqual(fresh.serial, old.serial);
  assert.equal(fresh.not_after, '2027-01-01T00:00:00Z');
  for (const field of ['subject', 'csr', 'profile', 'autogenerated'])
    assert.deepEqual(fresh[field], old[field], field);
  const types = (each: { certificate: { extensions: { type: string }[] } }): string[] =>
    each.certificate.extensions.map(({ type }) => type).sort();
  assert.deepEqual(types(fresh), types(old));
  const pending = await ask('POST', `${path}${serial}/resign/`, { body: {} });
  assert.deepEqual([pending.json.status, pending.json.serial], ['pending', null]);
  assert.equal((await ask('POST', `${path}ABCD/resign/`, { body: {} })).status, 404);
});

test('a certificate without a CSR is not resigned', async () => {
  const serial = await issue();
  await app.db.transaction<{ certificate: Json }, unknown>((trx) =>
    trx.updateTable('certificate').set({ csr: null }).where('serial', '=', serial).execute(),
  );
  const { status, json } = await ask('POST', `ca/${app.issuing.serial}/certs/${serial}/resign/`, {
    body: {},
  });
  assert.deepEqual([status, json], [400, { detail: 'Cannot resign certificate without a CSR.' }]);
});

test('the docs and the OpenAPI document need no login and load nothing from elsewhere', async () => {
  for (const path of ['docs', 'docs/']) {
    const page = await ask('GET', path, { user: null });
    assert.deepEqual([page.status, page.type], [200, 'text/html; charset=utf-8'], path);
    assert.doesNotMatch(page.text, /https?:|<script(?![^>]*src=)|<style|\{\{/);
    for (const [, url = ''] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const { statusCode, headers } = await http.inject(url);
      assert.equal(statusCode, 200, url);
      if (url.endsWith('.js'))
        assert.match(String(headers['content-type']), /javascript; charset=utf-8$/);
    }
  }
  const { status, type, json } = await ask('GET', 'openapi.json', { user: null });
  assert.deepEqual(
    [status, type, json.info.version],
    [200, 'application/json; charset=utf-8', '1.2.3'],
  );
});

test('real answers are what the OpenAPI document says', async () => {
  const document = (await ask('GET', 'openapi.json', { user: null })).json;
  const certificate = `certs/${await issue()}/`;
  const ca = `ca/${app.issuing.serial}/`;
  const order = await ask('POST', `${ca}sign/`, { body: sound() });
  const paths: readonly (readonly [
    method: Method,
    path: string,
    template: string,
    body?: unknown,
  ])[] = [
    ['GET', 'profiles/', 'profiles/'],
    ['GET', 'profiles/ocsp/', 'profiles/{name}/'],
    ['GET', 'ca/', 'ca/'],
    ['GET', ca, 'ca/{serial}/'],
    ['PUT', ca, 'ca/{serial}/', {}],
    ['PUT', ca, 'ca/{serial}/', { name: '' }],
    ['POST', `${ca}sign/`, 'ca/{serial}/sign/', sound()],
    ['POST', `${ca}sign/`, 'ca/{serial}/sign/', {}],
    ['POST', `${ca}sign/?wait=5`, 'ca/{serial}/sign/', sound({ not_after: 0 })],
    ['GET', `${ca}orders/${order.json.slug}/`, 'ca/{serial}/orders/{slug}/'],
    ['GET', `${ca}orders/x/`, 'ca/{serial}/orders/{slug}/'],
    ['GET', `${ca}certs/?expired=1&revoked=1`, 'ca/{serial}/certs/'],
    ['GET', `${ca}${certificate}`, 'ca/{serial}/certs/{certificate_serial}/'],
    ['POST', `${ca}${certificate}resign/`, 'ca/{serial}/certs/{certificate_serial}/resign/', {}],
    ['POST', `${ca}${certificate}revoke/`, 'ca/{serial}/certs/{certificate_serial}/revoke/', {}],
    ['POST', `${ca}${certificate}revoke/`, 'ca/{serial}/certs/{certificate_serial}/revoke/', {}],
  ];
  for (const [method, path, template, body] of paths) {
    const { status, json } = await ask(method, path, { body });
    const operation = document.paths[`${at}/${template}`][method.toLowerCase()];
    const schema = operation.responses[status]?.content['application/json'].schema;
    assert.ok(schema, `${method} ${path}: ${status}`);
    assert.deepEqual(faultsOf(schema, json, document), [], `${method} ${path}`);
  }
});

test('no password is written to the log', () => {
  const text = logged.join('');
  assert.match(text, /"user":"certificate\.sign"/);
  for (const secret of [password, 'aHVzaC00NzEx', 'hush-4711', 'Basic '])
    assert.ok(!text.includes(secret), secret);
});

/** A JSON Schema, as far as the document uses it. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema;
}

/** Where `value` is not what the schema says. */
function faultsOf(schema: Schema, value: unknown, document: Json, path = '$'): string[] {
  if (schema.$ref !== undefined)
    return faultsOf(follow(schema.$ref, document), value, document, path);
  const inside = (inner: Schema | undefined, each: unknown, step: string): string[] =>
    inner ? faultsOf(inner, each, document, `${path}${step}`) : [];
  return [
    ...faultsOfChoice(schema, (branch) => inside(branch, value, '')),
    ...faultsOfScalar(schema, value).map((fault) => `${path}: ${fault}`),
    ...(Array.isArray(value) ? value : []).flatMap((each, i) =>
      inside(schema.items, each, `[${i}]`),
    ),
    ...Object.entries(isRecord(value) ? value : {}).flatMap(([field, each]) =>
      inside(schema.properties?.[field] ?? schema.additionalProperties, each, `.${field}`),
    ),
  ];
}

function follow(reference: string, document: Json): Schema {
  const steps = reference.replace('#/', '').split('/');
  return steps.reduce<unknown>((within, step) => (within as Json)[step], document) as Schema;
}

/** The faults of the branch that fits best. */
function faultsOfChoice(
  { anyOf, oneOf }: Schema,
  faultsOf: (branch: Schema) => string[],
): string[] {
  const faults = (anyOf ?? oneOf)?.map(faultsOf) ?? [];
  return faults.toSorted((a, b) => a.length - b.length)[0] ?? [];
}

function faultsOfScalar(schema: Schema, value: unknown): string[] {
  const { type, required = [] } = schema;
  const missing = isRecord(value) ? required.filter((field) => !(field in value)) : [];
  return [
    ...missing.map((field) => `${field} is missing`),
    ...(type !== undefined && ![type].flat().some((each) => isOfType(value, each))
      ? [`no ${String(type)}`]
      : []),
    ...('const' in schema && schema.const !== value ? [`not ${String(schema.const)}`] : []),
    ...(schema.enum && !schema.enum.includes(value) ? [`not one of ${schema.enum.join()}`] : []),
  ];
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isRecord(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
