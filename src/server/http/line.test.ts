import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { openLine, type Heard, type Line } from './line.ts';

interface Call extends AsyncDisposable {
  readonly client: Socket;
  readonly line: Line;
  /** How many connections the server has. */
  count(): Promise<number>;
}

/** A connection to a server that opens a line on it. */
async function call(hear: (text: string) => Heard): Promise<Call> {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  const opened = once(server, 'connection').then(([socket]) => openLine(socket as Socket, hear));
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connect({ port, host: '127.0.0.1', noDelay: true });
  const line = await opened;
  return {
    client,
    line,
    count: promisify(server.getConnections.bind(server)),
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      line.socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What is heard, piece by piece. */
function ear(answer: Heard = 'more') {
  const heard: string[] = [];
  let next = Promise.withResolvers<string>();
  const hear = (text: string): Heard => {
    heard.push(text);
    next.resolve(text);
    next = Promise.withResolvers();
    return answer;
  };
  return { heard, hear, next: () => next.promise };
}

describe('a line', () => {
  test('hears what comes in, one character for each octet, until it is released', async () => {
    const { hear, heard, next } = ear();
    await using own = await call(hear);
    for (const text of ['a', '\u0000ÿ', 'b'.repeat(30_000)]) {
      const coming = next();
      own.client.write(text, 'latin1');
      assert.equal(await coming, text);
    }
    own.line.release();
    const data = once(own.line.socket, 'data');
    own.client.write('c');
    assert.deepEqual(await data, [Buffer.from('c')]);
    assert.equal(heard.length, 3);
  });

  test('keeps what came after its release, whatever others send', async () => {
    const [one, two] = [ear(), ear()];
    await using first = await call(one.hear);
    await using second = await call(two.hear);
    first.line.release();
    const data = once(first.line.socket, 'data');
    first.client.write('mine');
    const [kept] = (await data) as [Buffer];
    const coming = two.next();
    second.client.write('yours');
    await coming;
    assert.equal(kept.toString(), 'mine');
  });

  test('hears no more while it has to wait, and all of it afterwards', async () => {
    const { hear, heard, next } = ear('wait');
    const later = ear();
    await using own = await call(hear);
    await using other = await call(later.hear);
    const first = next();
    own.client.write('a');
    await first;
    own.client.write('b');
    const coming = later.next();
    other.client.write('c');
    await coming;
    assert.deepEqual(heard, ['a']);
    const second = next();
    own.line.socket.resume();
    assert.equal(await second, 'b');
  });

  test('tells the end, and is counted by its server until it is closed', async () => {
    await using own = await call(ear().hear);
    assert.equal(await own.count(), 1);
    const ended = once(own.line.socket, 'end');
    own.client.end();
    await ended;
    assert.equal(own.line.socket.writable, true);
    const closed = once(own.line.socket, 'close');
    own.line.socket.end();
    await closed;
    assert.equal(await own.count(), 0);
  });
});
