import assert from 'node:assert/strict';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { AssertionError, CaError } from '#base';
import { createUsers } from '#users';
import type { Users } from '#users';
import { testApp } from '../../../test/app.ts';
import type { TestApp } from '../../../test/app.ts';
import { caller, createHttp, createLogger } from './index.ts';
import type { Http, HttpParts, Surface } from './index.ts';

let app: TestApp;
let users: Users;

before(async () => {
  app = await testApp();
  users = createUsers({ ...app, passwordCost: { memoryKiB: 8, passes: 1 } });
  await users.create({ name: 'robot', password: 'right', may: ['certificate.view'] });
});

const basic = (password: string, username = 'robot'): { authorization: string } => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
});

const sample: Surface = {
  links: [{ path: 'api/docs/', title: 'API', description: '<how> to use it' }],
  mount: (server) => {
    server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    );
    server.get('/open', { config: { policy: 'public' } }, (request) => ({ user: request.user }));
    server.get('/api/view/', { config: { policy: 'certificate.view' } }, (request) => ({
      user: caller(request).name,
    }));
    server.post('/api/sign/', { config: { policy: 'certificate.sign' } }, () => 'signed');
    server.post(
      '/api/view/',
      { config: { policy: 'certificate.view' }, bodyLimit: 10 },
      () => 'read',
    );
    server.get('/api/ca/:serial(^[0-9A-F]+$)/', { config: { policy: 'public' } }, (r) => r.params);
    server.get('/fail', { config: { policy: 'public' } }, () => {
      throw new Error('the secret 4711');
    });
    server.get('/fail-late', { config: { policy: 'public' } }, async (_, reply) => {
      void reply.headers({ 'content-encoding': 'gzip', 'content-length': 3, etag: '"1"' });
      void reply.headers({
        'cache-control': 'public, max-age=600',
        'content-range': 'bytes 0-2/9',
      });
      throw new CaError('busy', 'Not now.');
    });
  },
};

const open: Http[] = [];
after(async () => {
  await Promise.all(open.map((http) => http.close()));
  await app[Symbol.asyncDispose]();
});

async function start(parts: Partial<HttpParts> = {}): Promise<Http> {
  const logger = createLogger({ level: 'silent' });
  // A machine that is busy with other tests is not what these are about.
  const limits = { lagMs: 60_000, lagWindowMs: 60_000, ...parts.limits };
  const http = await createHttp({ users, surfaces: [sample], logger, ...parts, limits });
  open.push(http);
  return http;
}

/** Lines of the log, as objects. */
function recorder(): { readonly lines: string[]; write(line: string): void } {
  const lines: string[] = [];
  return { lines, write: (line) => void lines.push(line) };
}

test('a route without a policy stops the start', async () => {
  const bare = (mount: (server: FastifyInstance) => void): Promise<Http> =>
    start({ surfaces: [{ links: [], mount }] });
  await assert.rejects(
    bare((server) => void server.get('/x', () => 1)),
    AssertionError,
  );
  await assert.rejects(
    bare((server) => void server.register(async (inner) => void inner.get('/x', () => 1))),
    { message: 'policy of GET /x is missing' },
  );
  await assert.rejects(
    bare((server) => void server.get('/x', { config: {} }, () => 1)),
    AssertionError,
  );
});

test('login comes before permission, and both before the body', async () => {
  const { inject } = await start();
  const cases: readonly (readonly [
    method: 'GET' | 'POST',
    url: string,
    headers: object,
    status: number,
  ])[] = [
    ['GET', '/open', {}, 200],
    ['GET', '/api/view/', {}, 401],
    ['GET', '/api/view/', basic('wrong'), 401],
    ['GET', '/api/view/', basic('right', 'nobody'), 401],
    ['GET', '/api/view/', basic('right'), 200],
    ['POST', '/api/sign/', {}, 401],
    ['POST', '/api/sign/', basic('right'), 403],
    ['POST', '/api/view/', basic('wrong'), 401],
    ['POST', '/api/view/', basic('right'), 413],
  ];
  for (const [method, url, headers, status] of cases) {
    const payload = method === 'POST' ? 'far too long for this' : undefined;
    const answer = await inject({ method, url, headers: { ...headers }, payload });
    assert.equal(answer.statusCode, status, `${method} ${url} ${JSON.stringify(headers)}`);
  }
});

test('refusals are JSON with a detail and name no scheme', async () => {
  const { inject } = await start();
  const unauthorized = await inject('/api/view/');
  assert.deepEqual(unauthorized.json(), { detail: 'Unauthorized' });
  assert.equal(unauthorized.headers['www-authenticate'], undefined);
  assert.equal(unauthorized.headers['content-type'], 'application/json; charset=utf-8');
  const large = await inject({
    method: 'POST',
    url: '/api/view/',
    headers: basic('right'),
    payload: 'x'.repeat(11),
  });
  assert.deepEqual([large.statusCode, large.json()], [413, { detail: 'Payload Too Large' }]);
});

test('an address that fits no route is 404, 405 or 301, whatever the login and the body', async () => {
  const { inject } = await start({ path: 'django_ca/' });
  const at = '/django_ca';
  const cases: readonly (readonly [
    method: string,
    url: string,
    status: number,
    header?: string,
  ])[] = [
    ['GET', '/nope', 404],
    ['POST', '/nope', 404],
    ['GET', '/api/view/', 404],
    ['GET', `${at}/nope`, 404],
    ['GET', `${at}/api/ca/xyz/`, 404],
    ['GET', `${at}/api/ca/${'A'.repeat(200)}/`, 404],
    ['GET', `${at}/api/ca/%zz/`, 404],
    ['GET', `/${at}//evil.example`, 404],
    ['DELETE', `${at}/api/view/`, 405, 'GET, POST'],
    ['HEAD', `${at}/api/view/`, 405, 'GET, POST'],
    ['OPTIONS', `${at}/api/view/`, 405, 'GET, POST'],
    ['PROPFIND', `${at}/api/view/`, 405, 'GET, POST'],
    ['PATCH', `${at}/api/ca/AA/`, 405, 'GET'],
    ['GET', `${at}/api/view`, 301, `${at}/api/view/`],
    ['POST', `${at}/api/view?a=b&c`, 301, `${at}/api/view/?a=b&c`],
    ['PROPFIND', `${at}/api/ca/AA`, 301, `${at}/api/ca/AA/`],
    ['GET', at, 301, `${at}/`],
  ];
  for (const [method, url, status, header] of cases) {
    const answer = await inject({
      method: method as 'GET',
      url,
      payload: method === 'POST' ? '{' : undefined,
    });
    assert.equal(answer.statusCode, status, `${method} ${url}`);
    assert.equal(answer.headers.allow ?? answer.headers.location, header, `${method} ${url}`);
    if (status !== 301) assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(answer.headers['x-frame-options'], 'DENY', `${method} ${url}`);
  }
  const answer = await inject({ method: 'PUT', url: `${at}/api/view/` });
  assert.equal(answer.body, 'Method not allowed');
});

test('every answer carries the security headers and its request id', async () => {
  const { inject } = await start();
  for (const url of [
    '/open',
    '/',
    '/nope',
    '/fail',
    '/api/view/',
    '/healthz',
    '/assets/home.css',
  ]) {
    const { headers } = await inject(url);
    assert.match(
      String(headers['content-security-policy']),
      /^default-src 'self'; img-src 'self' data:;/,
      url,
    );
    assert.doesNotMatch(String(headers['content-security-policy']), /unsafe/);
    assert.equal(headers['x-frame-options'], 'DENY', url);
    assert.equal(headers['x-content-type-options'], 'nosniff', url);
    assert.equal(headers['referrer-policy'], 'same-origin', url);
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin', url);
    assert.match(String(headers['x-request-id']), /^\w{12}$/, url);
    assert.equal(headers['access-control-allow-origin'], undefined, url);
  }
});

test('an unknown error is 500 with nothing of its text, which the log has', async () => {
  const log = recorder();
  const { inject } = await start({ logger: createLogger({ level: 'info', destination: log }) });
  const answer = await inject('/fail');
  assert.deepEqual([answer.statusCode, answer.json()], [500, { detail: 'Internal Server Error' }]);
  assert.match(log.lines.join(''), /the secret 4711/);
});

test('an answer that fails keeps nothing that was said of what it should have been', async () => {
  const { inject } = await start();
  const answer = await inject({ url: '/fail-late' });
  assert.equal(answer.statusCode, 503);
  assert.deepEqual(answer.json(), { detail: 'Not now.' });
  for (const header of ['content-encoding', 'content-range', 'cache-control', 'etag'])
    assert.equal(answer.headers[header], undefined, header);
});

test('the log has one line a request, without headers, bodies, queries or passwords', async () => {
  const log = recorder();
  const { inject } = await start({ logger: createLogger({ level: 'info', destination: log }) });
  const headers = basic('right');
  await inject({ method: 'GET', url: '/api/view/?token=hush', headers });
  await inject({ method: 'POST', url: '/api/view/', headers, payload: 'body-4711' });
  await inject({ method: 'GET', url: '/api/view/', headers: basic('wrong-4711') });
  assert.equal(log.lines.length, 3);
  const [first] = log.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(
    [first?.['method'], first?.['path'], first?.['status'], first?.['user'], first?.['from']],
    ['GET', '/api/view/', 200, 'robot', '127.0.0.1'],
  );
  assert.doesNotMatch(log.lines.join(''), /4711|hush|Basic|right|wrong/);
});

test('a field with the name of a secret is replaced in the log', () => {
  const log = recorder();
  const logger = createLogger({ level: 'info', destination: log });
  logger.info(
    { password: 'hush', request: { authorization: 'hush', headers: { a: 'hush' } } },
    'x',
  );
  assert.doesNotMatch(log.lines.join(''), /hush/);
});

test('failed logins are limited by name and by address, successful ones never', async () => {
  const { inject } = await start({ limits: { failedLoginsPerName: 3, failedLoginsPerAddress: 5 } });
  const login = async (
    password: string,
    username?: string,
    remoteAddress = '192.0.2.1',
  ): Promise<number> => {
    const answer = await inject({
      url: '/api/view/',
      headers: basic(password, username),
      remoteAddress,
    });
    if (answer.statusCode === 429)
      assert.match(String(answer.headers['retry-after']), /^[1-9]\d?$/);
    return answer.statusCode;
  };
  for (let i = 0; i < 200; i++) assert.equal(await login('right'), 200);
  for (let i = 0; i < 3; i++) assert.equal(await login('wrong'), 401);
  assert.equal(await login('wrong'), 429);
  assert.equal(await login('right'), 429);
  assert.equal(await login('right', 'robot', '192.0.2.2'), 200);
  assert.equal(await login('wrong', 'a'), 401);
  assert.equal(await login('wrong', 'b'), 401);
  assert.equal(await login('wrong', 'c'), 429);
});

test('strangers elsewhere slow an account down, but not its owner at an address of old, nor a token', async () => {
  const { inject } = await start({
    limits: { failedLoginsPerName: 2, failedLoginsPerAddress: 9, failedLoginsPerAccount: 6 },
  });
  const ask = async (headers: { authorization: string }, remoteAddress: string): Promise<number> =>
    (await inject({ url: '/api/view/', headers, remoteAddress })).statusCode;
  assert.equal(await ask(basic('right'), '192.0.2.1'), 200);
  for (const host of [2, 3, 4])
    for (const name of ['robot', 'ｒobot'])
      assert.equal(await ask(basic('wrong', name), `192.0.2.${host}`), 401);
  assert.equal(await ask(basic('wrong', 'ｒobot'), '192.0.2.2'), 429);
  assert.equal(await ask(basic('right'), '192.0.2.5'), 429);
  assert.equal(await ask(basic('right'), '192.0.2.1'), 200);
  const { token } = await users.tokens.create({ name: 'robot' }, { name: 'limits' });
  assert.equal(await ask({ authorization: `Bearer ${token.reveal()}` }, '192.0.2.2'), 200);
});

test('a token logs in as its user; of what is no token nothing is told', async () => {
  const { inject } = await start();
  const { token, record } = await users.tokens.create({ name: 'robot' }, { name: 'login' });
  const cases: [string, string, number][] = [
    [`Bearer ${token.reveal()}`, '/api/view/', 200],
    [`bearer  ${token.reveal()} `, '/api/view/', 200],
    [`Bearer ${token.reveal()}x`, '/api/view/', 401],
    [`Bearer ${token.reveal()} x`, '/api/view/', 401],
    ['Bearer', '/api/view/', 401],
    [`Basic ${token.reveal()}`, '/api/view/', 401],
  ];
  for (const [authorization, url, status] of cases) {
    const answer = await inject({ url, headers: { authorization } });
    assert.equal(answer.statusCode, status, authorization.slice(0, 9));
    if (status === 401) assert.deepEqual(answer.json(), { detail: 'Unauthorized' });
  }
  const headers = { authorization: `Bearer ${token.reveal()}` };
  assert.equal((await inject({ method: 'POST', url: '/api/sign/', headers })).statusCode, 403);
  await users.tokens.revoke(record);
  assert.equal((await inject({ url: '/api/view/', headers })).statusCode, 401);
});

test('a forwarded address counts only when it comes from a trusted proxy', async () => {
  const log = recorder();
  const logger = createLogger({ level: 'info', destination: log });
  const { inject } = await start({ logger, trustedProxies: ['10.0.0.0/8'] });
  const headers = { 'x-forwarded-for': '198.51.100.7' };
  await inject({ url: '/open', headers, remoteAddress: '10.1.2.3' });
  await inject({ url: '/open', headers, remoteAddress: '203.0.113.9' });
  const from = log.lines.map((line) => (JSON.parse(line) as { from: string }).from);
  assert.deepEqual(from, ['198.51.100.7', '203.0.113.9']);
});

test('health is told without login, outside the prefix', async () => {
  const { inject } = await start({
    path: 'django_ca/',
    readiness: async () => ({ database: true, keys: false }),
  });
  assert.deepEqual((await inject('/healthz')).json(), { status: 'ok' });
  const ready = await inject('/readyz');
  assert.equal(ready.statusCode, 503);
  assert.deepEqual(ready.json(), { status: 'not ready', checks: { database: true, keys: false } });
});

test('a readiness check that fails is not ready, one that holds is', async () => {
  const broken = await start({ readiness: () => Promise.reject(new Error('secret')) });
  const answer = await broken.inject('/readyz');
  assert.equal(answer.statusCode, 503);
  assert.doesNotMatch(answer.body, /secret/);
  const sound = await start({ readiness: async () => ({ database: true }) });
  assert.equal((await sound.inject('/readyz')).statusCode, 200);
});

test('the first page links to what the surfaces offer, without a script', async () => {
  const { inject } = await start({ path: 'django_ca/' });
  const page = await inject('/django_ca/');
  assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
  assert.match(page.body, /<a href="\/django_ca\/api\/docs\/">API<\/a> &#60;how&#62; to use it/);
  assert.doesNotMatch(page.body, /<script|style=/);
  const style = await inject('/django_ca/assets/home.css');
  assert.deepEqual(
    [style.statusCode, style.headers['content-type']],
    [200, 'text/css; charset=utf-8'],
  );
  assert.equal((await inject('/django_ca/assets/home.ts')).statusCode, 404);
  assert.equal((await inject('/django_ca/assets/..%2fhome.ts')).statusCode, 404);
});

test('under pressure requests are turned away with a time to come back, health checks are not', async () => {
  const { fastify, inject } = await start({ limits: { lagMs: 5, lagWindowMs: 100 } });
  while (!fastify.isUnderPressure()) {
    const until = performance.now() + 40;
    while (performance.now() < until);
    await sleep(1);
  }
  const [open, health] = await Promise.all([inject('/open'), inject('/healthz')]);
  assert.deepEqual([open.statusCode, open.json()], [503, { detail: 'Service Unavailable' }]);
  assert.equal(open.headers['retry-after'], '1');
  assert.equal(health.statusCode, 200);
});

test('a second listener on one port is told so in one sentence', async () => {
  const first = await start();
  const origin = await first.listen({ host: '127.0.0.1', port: 0 });
  const second = await start();
  await assert.rejects(second.listen({ host: '127.0.0.1', port: Number(new URL(origin).port) }), {
    name: 'CaError',
    code: 'address_in_use',
    detail: `Another program listens on port ${new URL(origin).port} of 127.0.0.1: stop it, or choose another port.`,
  });
});

test('closing answers what is in flight and does not wait for idle connections', async () => {
  let release: () => void = () => {};
  const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
  const slow: Surface = {
    links: [],
    mount: (server) =>
      void server.get('/slow', { config: { policy: 'public' } }, async () => {
        enter();
        await new Promise<void>((resolve) => (release = resolve));
        return 'done';
      }),
  };
  const http = await start({ surfaces: [sample, slow] });
  const origin = await http.listen({ host: '127.0.0.1', port: 0 });
  const agent = new Agent({ keepAlive: true });
  const ask = (path: string): Promise<string> =>
    new Promise((resolve, reject) => {
      get(`${origin}${path}`, { agent }, (answer) => void text(answer).then(resolve, reject)).on(
        'error',
        reject,
      );
    });
  await ask('/open');
  const pending = ask('/slow');
  await entered;
  const closed = http.close();
  release();
  assert.equal(await pending, 'done');
  await closed;
  agent.destroy();
});

test('what is unanswered at the deadline of closing is cut', async () => {
  const { promise: entered, resolve: enter } = Promise.withResolvers<void>();
  const stuck: Surface = {
    links: [],
    mount: (server) =>
      void server.get('/stuck', { config: { policy: 'public' } }, () => {
        enter();
        return new Promise(() => {});
      }),
  };
  const http = await start({ surfaces: [stuck], limits: { closeDeadlineMs: 20 } });
  const origin = await http.listen({ host: '127.0.0.1', port: 0 });
  const pending = fetch(`${origin}/stuck`);
  await entered;
  await Promise.all([assert.rejects(pending), http.close()]);
});

test('what is not HTTP, or too large in its head, is refused and cut', async () => {
  const http = await start({ limits: { headerBytes: 1024 } });
  const { port } = new URL(await http.listen({ host: '127.0.0.1', port: 0 }));
  const send = async (octets: string): Promise<string> => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.end(octets);
    return text(socket);
  };
  assert.match(
    await send('no http at all\r\n\r\n'),
    /^HTTP\/1.1 400 Bad Request\r\n.*{"detail":"Bad Request"}$/s,
  );
  const large = `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(2000)}\r\n\r\n`;
  assert.match(await send(large), /^HTTP\/1.1 431 /);
});
