import assert from 'node:assert/strict';
import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import test from 'node:test';
import { startDns, tableZone, type TestZone } from '../../../test/dns.ts';
import { createNet, type Net } from './net.ts';
import { NetError } from './net-error.ts';

const loopback = ['127.0.0.0/8'];
const everything = { maxBytes: 128 };

test('a hostile web server costs little and is told of in one sentence', async () => {
  const cases: [path: string, fault: string, words: RegExp][] = [
    ['/circle', 'redirect', /circle/],
    ['/further/0', 'redirect', /more than 10/],
    ['/to?ftp://a.test/', 'redirect', /neither http nor https/],
    ['/to?file:///etc/passwd', 'redirect', /neither http nor https/],
    ['/to?http://a.test:22/', 'redirect', /port 22/],
    ['/to?http://user:pass@a.test/', 'redirect', /login/],
    ['/to?http://', 'redirect', /no URL/],
    [`/to?http://a.test/${'a'.repeat(2001)}`, 'redirect', /2000 characters/],
    ['/to?http://10.0.0.5/', 'forbidden', /not public/],
    ['/to?http://0xa.5/', 'forbidden', /not public/],
    ['/to?http://167772165/', 'forbidden', /not public/],
    ['/to?http://[::ffff:10.0.0.5]/', 'forbidden', /not public/],
    ['/to?http://[::1]/', 'forbidden', /not public/],
    ['/to?http://metadata.test/', 'forbidden', /not public/],
    ['/to?http://gone.test/', 'nxdomain', /NXDOMAIN/],
    ['/to?//metadata.test/', 'forbidden', /not public/],
    ['/drip', 'timeout', /in time/],
    ['/silence', 'timeout', /in time/],
    ['/cut', 'connection', /broke off/],
    ['/huge-head', 'connection', /broke off/],
    ['/to?https://a.test/', 'tls', /TLS/],
  ];
  await using server = await startHttp();
  for (const [path, fault, words] of cases) {
    const asked = server.net.get(`http://a.test${path}`, {
      ...everything,
      signal: AbortSignal.timeout(300),
    });
    await assert.rejects(asked, failure(fault, words), path);
  }
});

test('an answer is read as far as was asked for', async () => {
  await using server = await startHttp();
  const cases: [path: string, expected: object][] = [
    ['/hello', { status: 200, body: 'hello', whole: true }],
    ['/to?/hello', { status: 200, body: 'hello', whole: true }],
    ['/to?http://b.test/hello', { status: 200, body: 'hello', whole: true }],
    ['/missing', { status: 404, body: 'not here', whole: true }],
    ['/endless', { status: 200, body: 'a'.repeat(128), whole: false }],
  ];
  for (const [path, expected] of cases) {
    const { status, body, whole } = await server.net.get(`http://a.test${path}`, {
      ...everything,
      signal: AbortSignal.timeout(5000),
    });
    assert.deepEqual({ status, body: Buffer.from(body).toString(), whole }, expected, path);
  }
});

test('the request carries nothing of ours, and no proxy of the environment is asked', async () => {
  await using server = await startHttp();
  process.env['HTTP_PROXY'] = process.env['http_proxy'] = 'http://127.0.0.1:1';
  try {
    const signal = AbortSignal.timeout(5000);
    const { body } = await server.net.get('http://a.test/echo', { maxBytes: 1000, signal });
    assert.deepEqual(JSON.parse(Buffer.from(body).toString()), {
      url: '/echo',
      headers: { host: 'a.test', 'user-agent': 'certwright', connection: 'close' },
    });
  } finally {
    delete process.env['HTTP_PROXY'];
    delete process.env['http_proxy'];
  }
});

test('a name that changes its address between check and connection gains nothing', async () => {
  let asked = 0;
  const rebinding: TestZone = (_name, type) => {
    if (type !== 'A') return [];
    asked += 1;
    return [{ type: 'A', data: asked === 1 ? '127.0.0.1' : '10.0.0.5' }];
  };
  await using server = await startHttp(rebinding);
  const signal = AbortSignal.timeout(2000);
  const { address, status } = await server.net.get('http://a.test/hello', {
    ...everything,
    signal,
  });
  assert.deepEqual({ address, status, asked }, { address: '127.0.0.1', status: 200, asked: 1 });
  const again = server.net.get('http://a.test/hello', { ...everything, signal });
  await assert.rejects(again, failure('forbidden', /not public/));
});

test('what the policy does not name is not connected to, whatever asks', async () => {
  await using dns = await startDns(tableZone(zone));
  await using door = await countingServer();
  const ports = { http: door.port, https: door.port };
  const net = createNet({ resolvers: [dns.server], ports });
  for (const host of ['127.0.0.1', 'a.test', '[::1]', '[::ffff:127.0.0.1]', '2130706433']) {
    const signal = AbortSignal.timeout(2000);
    const got = net.get(`http://${host}/`, { ...everything, signal });
    await assert.rejects(got, failure('forbidden', /not public/), host);
  }
  for (const host of ['127.0.0.1', 'a.test', '::1', '::ffff:127.0.0.1']) {
    const signal = AbortSignal.timeout(2000);
    const probe = net.tlsProbe({ host, servername: 'a.test', alpn: 'acme-tls/1', signal });
    await assert.rejects(probe, failure('forbidden', /not public/), host);
  }
  assert.equal(door.connections(), 0);
});

test('an address that does not answer is passed over for the next', async () => {
  const both: TestZone = (_name, type) => {
    if (type === 'AAAA') return [{ type: 'AAAA', data: '::1' }];
    return type === 'A' ? [{ type: 'A', data: '127.0.0.1' }] : [];
  };
  await using server = await startHttp(both, [...loopback, '::1/128']);
  const signal = AbortSignal.timeout(5000);
  const { address } = await server.net.get('http://a.test/hello', { ...everything, signal });
  assert.equal(address, '127.0.0.1');
});

const zone = new Map([
  ['a.test A', [{ type: 'A', data: '127.0.0.1' }] as const],
  ['b.test A', [{ type: 'A', data: '127.0.0.1' }] as const],
  ['metadata.test A', [{ type: 'A', data: '169.254.169.254' }] as const],
]);

type Running = AsyncDisposable & { readonly net: Net };

/** A web server with every bad habit, and the way to it. */
async function startHttp(names = tableZone(zone), allow = loopback): Promise<Running> {
  const dns = await startDns(names);
  const server = createHttpServer((request, response) => {
    const url = request.url ?? '';
    const [path = '', target] = url.split(/\?(.*)/s);
    if (path === '/echo') response.end(JSON.stringify({ url, headers: request.headers }));
    else if (path === '/to') response.writeHead(302, { location: target }).end();
    else if (path.startsWith('/further/')) {
      response.writeHead(301, { location: `/further/${Number(path.slice(9)) + 1}` }).end();
    } else (habits[path] ?? missing)(response);
  });
  const port = await listening(server);
  const net = createNet({ resolvers: [dns.server], allow, ports: { http: port, https: port } });
  return {
    net,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await dns[Symbol.asyncDispose]();
    },
  };
}

const missing = (response: ServerResponse): unknown => response.writeHead(404).end('not here');

const habits: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  '/hello': (response) => response.end('hello'),
  '/circle': (response) => response.writeHead(307, { location: '/circle#again' }).end(),
  '/silence': () => undefined,
  '/cut': (response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half');
    setTimeout(() => response.destroy(), 20);
  },
  '/huge-head': (response) => response.writeHead(200, { x: 'x'.repeat(20_000) }).end(),
  '/drip': (response) => {
    const timer = setInterval(() => response.write('.'), 20);
    response.once('close', () => clearInterval(timer));
  },
  '/endless': (response) => {
    const more = (): void => {
      while (!response.destroyed && response.write('a'.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  },
};

async function countingServer(): Promise<
  AsyncDisposable & { readonly port: number; connections(): number }
> {
  let count = 0;
  const server = createServer((socket: Socket) => {
    count += 1;
    socket.destroy();
  });
  return {
    port: await listening(server),
    connections: () => count,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function failure(fault: string, words: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof NetError, String(error));
    assert.equal(error.fault, fault, error.message);
    assert.match(error.message, words);
    return true;
  };
}
