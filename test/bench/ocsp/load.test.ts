import assert from 'node:assert/strict';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { httpLane } from './load.ts';
import { startProcess } from './process.ts';

const request = Buffer.from('GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');

/** What a lane reads of a server that answers so. */
async function answerOf(listener: RequestListener): Promise<string> {
  const http = createServer(listener).listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  await using server = { ...(await startProcess('sleep', ['60'])), [Symbol.asyncDispose]: stop };
  async function stop(): Promise<void> {
    await server.stop();
    http.closeAllConnections();
    http.close();
  }
  let seen = '';
  const check = (body: Buffer): void => void (seen = body.toString());
  const lane = httpLane({ label: 'any', server, port, requests: () => request, check });
  await lane.once();
  await lane.round(1);
  return seen;
}

test('the whole body is read, however many pieces it comes in', async () => {
  const cases = ['', 'x', '0\r\n\r\n', 'a'.repeat(300_000)];
  for (const body of cases) {
    assert.equal(await answerOf((_, reply) => reply.setHeader('a', 'b').end(body)), body);
    const inPieces = async (reply: ServerResponse): Promise<void> => {
      for (let at = 0; at < body.length; at += 50_000) {
        reply.write(body.slice(at, at + 50_000));
        await setImmediate();
      }
      reply.end();
    };
    assert.equal(await answerOf((_, reply) => void inPieces(reply)), body);
  }
});

test('an answer that tells of no success counts for nothing', async () => {
  await assert.rejects(
    answerOf((_, reply) => reply.writeHead(503).end('busy')),
    /503/,
  );
});

test('the time of a process is also that of those it started', async () => {
  const busy = `const { ppid } = process, end = performance.now() + 60;
    while (performance.now() < end);
    console.log(1);
    setInterval(() => process.ppid === ppid || process.exit(), 20);`;
  const server = await startProcess('sh', ['-c', '"$0" -e "$1" & wait', process.execPath, busy], {
    prints: true,
  });
  assert.ok(server.cpuMs() > 10, String(server.cpuMs()));
  await server.stop();
});
