import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { testApp, type TestApp } from '../../../test/app.ts';
import { mutateText } from '../../../test/fuzz/mutate-text.ts';
import { drawFor } from '../../../test/fuzz/random.ts';
import { createHttp, createLogger, type Http, type Surface } from './index.ts';

const body = Buffer.from('the same\n');
const headers = 'content-type: text/plain\r\n';

/** `/now` answers the same by its shortcut and by its route. */
const routed: Surface = {
  links: [],
  mount: (server) => {
    server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null));
    for (const method of ['GET', 'POST'])
      server.route({
        method,
        url: '/now',
        config: { policy: 'public' },
        handler: (_request, reply) => reply.type('text/plain').send(body),
      });
  },
};
const short: Surface = {
  ...routed,
  shortcut:
    () =>
    ({ target }) =>
      target === '/now' ? () => ({ headers, body, lasts: true }) : undefined,
};

let app: TestApp;
const houses: Http[] = [];
before(async () => {
  app = await testApp();
  const logger = createLogger({ level: 'silent' });
  for (const surface of [short, routed])
    houses.push(
      await createHttp({
        users: app.users,
        surfaces: [surface],
        logger,
        limits: { lagMs: 60_000 },
      }),
    );
});
after(async () => {
  for (const http of houses) await http.close();
  await app[Symbol.asyncDispose]();
});

/** All that comes back to whoever sends this and nothing more, without what differs from moment to moment. */
async function answersTo(port: number, octets: Buffer): Promise<readonly string[]> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined).end(octets);
  let text = '';
  try {
    for await (const piece of socket as AsyncIterable<Buffer>) text += piece.toString('latin1');
  } catch {
    // Cut off by the other side, which is an answer too.
  }
  return text
    .split(/\r?\n/)
    .filter((line) => !/^(?:date|connection|keep-alive|x-request-id):/i.test(line))
    .sort();
}

const seeds = [
  'GET /now HTTP/1.1\r\nhost: h\r\n\r\n',
  'GET /now HTTP/1.1\r\nHost: h\r\nConnection: close\r\nAccept: */*\r\n\r\n',
  'POST /now HTTP/1.1\r\nhost: h\r\naccept: a/b\r\ncontent-length: 3\r\n\r\nabc',
  'POST /now HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\nuser-agent: x\r\n\r\n',
  'POST /now HTTP/1.1\r\nhost: h\r\ncontent-type: a/b\r\ncontent-length: 3\r\n\r\nabc',
];

test('whatever comes, the answers are those of a server that has no shortcut', async () => {
  const ports = await Promise.all(
    houses.map(async (each) =>
      Number(new URL(await each.listen({ host: '127.0.0.1', port: 0 })).port),
    ),
  );
  const [lane = 0, plain = 0] = ports;
  const same = async (run: number): Promise<void> => {
    const random = drawFor(6960, 'shortcut', run);
    const seed = random.pick(seeds);
    const text = run < seeds.length ? (seeds[run] ?? '') : mutateText(seed, random, seeds);
    const octets = Buffer.from(text, 'latin1');
    assert.deepEqual(
      await answersTo(lane, octets),
      await answersTo(plain, octets),
      JSON.stringify(text.slice(0, 300)),
    );
  };
  for (let run = 0; run < 400; run += 8)
    await Promise.all(Array.from({ length: 8 }, (_, i) => same(run + i)));
});
