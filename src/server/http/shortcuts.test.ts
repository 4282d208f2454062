import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { testApp, type TestApp } from '../../../test/app.ts';
import { createHttp, createLogger, type Http, type ReadyAnswer, type Surface } from './index.ts';

const ready = (text: string): ReadyAnswer => ({ headers: 'x-by: us\r\n', body: Buffer.from(text) });
let release: (() => void)[] = [];

/** `/now`, `/soon`, and `/never`, `/broken` and `/thrown` (which fail) have a shortcut, and routes that say so; `/route` has none. */
const surface: Surface = {
  links: [],
  mount: (server) => {
    for (const path of ['/now', '/soon', '/never', '/broken', '/thrown', '/route'])
      server.get(path, { config: { policy: 'public' } }, () => 'route');
  },
  shortcut: (prefix) => (request) => {
    if (request.target === `${prefix}/now`) return () => ready('now');
    if (request.target === `${prefix}/broken`) throw new Error('no shortcut');
    if (request.target === `${prefix}/thrown`) return () => assert.fail('no reply');
    if (request.target === `${prefix}/never`) return () => Promise.reject(new Error('no answer'));
    if (request.target !== `${prefix}/soon`) return undefined;
    return () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      release.push(resolve);
      return promise.then(() => ready('soon'));
    };
  },
};

let app: TestApp;
before(async () => {
  app = await testApp();
});
after(() => app[Symbol.asyncDispose]());

interface House extends AsyncDisposable {
  readonly http: Http;
  /** Sends each piece once the one before it was answered, and gives the bodies; ends the connection. */
  talk(...pieces: readonly string[]): Promise<readonly string[]>;
  connect(): Socket;
  readonly log: readonly string[];
}

async function open(): Promise<House> {
  const log: string[] = [];
  const http = await createHttp({
    users: app.users,
    surfaces: [surface],
    logger: createLogger({ level: 'info', destination: { write: (line) => void log.push(line) } }),
    path: 'ca/',
    limits: { lagMs: 60_000, closeDeadlineMs: 2000 },
  });
  const { port } = new URL(await http.listen({ host: '127.0.0.1', port: 0 }));
  const dial = () => connect({ host: '127.0.0.1', port: Number(port), noDelay: true });
  return {
    http,
    log,
    connect: dial,
    talk: async (...pieces) => {
      const socket = dial();
      const bodies: string[] = [];
      for (const piece of pieces) bodies.push(await ask(socket, piece));
      socket.destroy();
      return bodies;
    },
    [Symbol.asyncDispose]: () => http.close(),
  };
}

const get = (path: string, more = ''): string =>
  `GET /ca${path} HTTP/1.1\r\nHost: h\r\n${more}\r\n`;

/** Sends a piece, and reads one answer. */
async function ask(socket: Socket, piece: string): Promise<string> {
  socket.write(piece);
  return bodyOf(await readAnswer(socket));
}

async function readAnswer(socket: Socket): Promise<string> {
  let text = '';
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    text += chunk.toString();
    const [, size] = /\r\ncontent-length: (\d+)/i.exec(text) ?? [];
    const end = text.indexOf('\r\n\r\n');
    if (end >= 0 && text.length - end - 4 >= Number(size)) return text;
  }
}

function bodyOf(answer: string): string {
  return answer.slice(answer.indexOf('\r\n\r\n') + 4);
}

describe('a shortcut', () => {
  test('where a shortcut fails the routes answer, this request and the next', async () => {
    await using house = await open();
    assert.deepEqual(await house.talk(get('/now'), get('/never'), get('/now')), [
      'now',
      'route',
      'route',
    ]);
    for (const path of ['/broken', '/thrown'])
      assert.deepEqual(await house.talk(get(path), get('/now')), ['route', 'route']);
  });

  test('answers plain requests, one after the other on one connection', async () => {
    await using house = await open();
    assert.deepEqual(await house.talk(get('/now'), get('/now')), ['now', 'now']);
  });

  test('lets the connection go over to the routes with what is not plain, and stay there', async () => {
    await using house = await open();
    const pieces = [get('/now'), get('/now', 'Range: bytes=0-\r\n'), get('/now'), get('/route')];
    assert.deepEqual(await house.talk(...pieces), ['now', 'route', 'route', 'route']);
  });

  test('leaves a request in pieces, and two in one, to the routes', async () => {
    await using house = await open();
    const socket = house.connect();
    socket.write(get('/now').slice(0, 9));
    // Who asks later is not heard before.
    await house.talk(get('/now'));
    assert.equal(await ask(socket, get('/now').slice(9)), 'route');
    socket.destroy();
    const other = house.connect();
    other.write(get('/now') + get('/route', 'connection: close\r\n'));
    const chunks: Buffer[] = await other.toArray();
    assert.equal(
      Buffer.concat(chunks)
        .toString()
        .match(/HTTP\/1\.1 200 OK/g)?.length,
      2,
    );
  });

  test('says what every answer says, and is logged like every answer', async () => {
    await using house = await open();
    const socket = house.connect();
    socket.write(get('/now'));
    const answer = await readAnswer(socket);
    socket.destroy();
    const routed = await house.http.inject({ method: 'GET', url: '/ca/route' });
    for (const [name, value] of Object.entries(routed.headers)) {
      if (['content-length', 'content-type', 'x-request-id', 'connection', 'date'].includes(name))
        continue;
      assert.ok(answer.includes(`${name}: ${String(value)}\r\n`), name);
    }
    assert.match(answer, /\r\ndate: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n/);
    const lines = house.log.map((line) => JSON.parse(line) as Record<string, unknown>);
    const { method, path, from, status, ms } = lines.find(({ msg }) => msg === 'answered') ?? {};
    const expected = { method: 'GET', path: '/ca/now', from: '127.0.0.1', status: 200 };
    assert.deepEqual({ method, path, from, status }, expected);
    assert.equal(typeof ms, 'number');
  });

  test('ends the connection when the client asks for that', async () => {
    await using house = await open();
    const socket = house.connect();
    socket.write(get('/now', 'Connection: close\r\n'));
    const text = Buffer.concat(await socket.toArray()).toString();
    assert.match(text, /\r\nconnection: close\r\n/);
    assert.equal(bodyOf(text), 'now');
  });

  test('may take its time; what comes meanwhile is answered after it, in order', async () => {
    await using house = await open();
    const socket = house.connect();
    release = [];
    socket.write(get('/soon'));
    while (release.length === 0) await setImmediate();
    socket.write(get('/now', 'connection: close\r\n'));
    await setImmediate();
    release[0]?.();
    const text = Buffer.concat(await socket.toArray()).toString();
    assert.match(text, /soonHTTP[^]*now$/);
  });

  test('answers who has said all and listens on, whoever answers', async () => {
    await using house = await open();
    for (const [path, body] of [
      ['/now', 'now'],
      ['/route', 'route'],
    ] as const) {
      const socket = house.connect();
      socket.end(get(path));
      const text = Buffer.concat(await socket.toArray()).toString();
      assert.equal(bodyOf(text), body);
    }
    release = [];
    const socket = house.connect();
    socket.end(get('/soon'));
    while (release.length === 0) await setImmediate();
    release[0]?.();
    assert.match(Buffer.concat(await socket.toArray()).toString(), /connection: close[^]*soon$/);
    const lost = house.connect();
    lost.end(get('/never'));
    await once(lost.resume(), 'close');
    assert.deepEqual(await house.talk(get('/now')), ['now']);
  });

  test('answers all that comes faster than it can, however it is cut', async () => {
    await using house = await open();
    for (let i = 0; i < 20; i++) {
      const socket = house.connect();
      for (const path of ['/now', '/now', '/route', '/now']) {
        socket.write(get(path));
        if (i % 3) await setImmediate();
      }
      let text = '';
      for await (const chunk of socket as AsyncIterable<Buffer>) {
        text += chunk.toString();
        if (text.split('HTTP/1.1 200').length === 5 && /\r\n\r\n(?:now|route)$/.test(text)) break;
      }
      const bodies = text.split('HTTP/1.1 200').slice(1).map(bodyOf);
      assert.match(bodies.join(' '), /^(?:now |route ){2}route route$/);
    }
  });

  test('closes with the server: idle connections at once, others with their answer', async () => {
    const house = await open();
    const [idle, busy] = [house.connect(), house.connect()];
    assert.equal(await ask(idle, get('/now')), 'now');
    release = [];
    busy.write(get('/soon'));
    while (release.length === 0) await setImmediate();
    const closed = house.http.close();
    await once(idle.resume(), 'close');
    const answered = readAnswer(busy);
    release[0]?.();
    assert.match(await answered, /\r\nconnection: close\r\n[^]*soon$/);
    await closed;
  });

  test('survives a client that hangs up before the answer', async () => {
    await using house = await open();
    const socket = house.connect();
    release = [];
    socket.write(get('/soon'));
    while (release.length === 0) await setImmediate();
    socket.resetAndDestroy();
    await once(socket, 'close');
    release[0]?.();
    assert.deepEqual(await house.talk(get('/now')), ['now']);
  });
});
