import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Lane } from '../suite.ts';
import type { ServerProcess } from './process.ts';

/** Requests for one server, again and again. */
export interface Load {
  readonly label: string;
  readonly port: number;
  readonly server: ServerProcess;
  /** Whole HTTP requests, taken in turn; or what makes the next one. */
  readonly requests: readonly Buffer[] | (() => Buffer);
  /** Whether the server speaks TLS; whose key it has does not matter here. Default: it does not. */
  readonly tls?: boolean;
  /** A new connection for each request. Default: connections are kept. */
  readonly closes?: boolean;
  /** So many requests are under way at a time. Default: 16. */
  readonly width?: number;
  /** Throws unless the body is right. */
  check(body: Buffer): void;
}

const usualWidth = 16;
/** The end of a body that came in chunks (RFC 9112 §7.1). */
const lastChunk = Buffer.from('0\r\n\r\n');
const chunkedLine = '\r\nTransfer-Encoding: chunked';

/** A lane that asks a server over loopback; its cost is the CPU time of that server alone. */
export function httpLane(load: Load): Lane {
  const pool: Line[] = [];
  const { requests } = load;
  let turn = 0;
  const ask = async (line: Line): Promise<Buffer> => {
    const request =
      typeof requests === 'function' ? requests() : requests[turn++ % requests.length];
    assert.ok(request, 'there are requests');
    return line.ask(request);
  };
  const takeLine = (): Line => {
    const line = load.closes ? undefined : pool.pop();
    return line ?? openLine(load);
  };
  const perform = async (): Promise<Buffer> => {
    const line = takeLine();
    const body = await ask(line);
    if (load.closes) line.close();
    else pool.push(line);
    return body;
  };
  return {
    label: load.label,
    once: async () => load.check(await perform()),
    round: async (budgetMs) => {
      const cpu = load.server.cpuMs();
      const start = performance.now();
      let operations = 0;
      const work = async (): Promise<void> => {
        do {
          await perform();
          operations++;
        } while (performance.now() - start < budgetMs);
      };
      await Promise.all(Array.from({ length: load.width ?? usualWidth }, work));
      const wallMs = performance.now() - start;
      return { operations, wallMs, cpuMs: load.server.cpuMs() - cpu };
    },
  };
}

/** One connection, with at most one request under way. */
interface Line {
  ask(request: Buffer): Promise<Buffer>;
  close(): void;
}

function openLine({ port, tls = false }: Load): Line {
  const place = { port, host: '127.0.0.1', noDelay: true };
  const socket: Socket = tls ? connectTls({ ...place, rejectUnauthorized: false }) : connect(place);
  socket.unref();
  let pieces: Buffer[] = [];
  let asked: PromiseWithResolvers<Buffer> | undefined;
  socket.on('data', (piece: Buffer) => {
    try {
      const body = pieces.length === 0 ? findBody(piece) : findRest(pieces, piece);
      if (body) asked?.resolve(body);
      if (body) pieces = [];
      else pieces.push(piece);
    } catch (error) {
      asked?.reject(error);
    }
  });
  const fail = (cause?: unknown): void =>
    asked?.reject(new Error(`The server on port ${port} closed the connection.`, { cause }));
  socket.on('close', () => fail()).on('error', fail);
  return {
    ask: (request) => {
      asked = Promise.withResolvers();
      socket.write(request);
      return asked.promise;
    },
    close: () => void socket.end(),
  };
}

/** A long answer comes in many pieces, and is put together when its last one may be there. */
function findRest(pieces: readonly Buffer[], last: Buffer): Buffer | undefined {
  const isChunked = pieces[0]?.includes(chunkedLine) ?? false;
  const whole = [...pieces, last];
  const end = Buffer.concat(whole.slice(-5).map((piece) => piece.subarray(-5)));
  if (isChunked && !end.subarray(-5).equals(lastChunk)) return undefined;
  return findBody(Buffer.concat(whole));
}

/**
 * The body of a whole answer that tells of success; undefined until all of it is there. Who asks must cost less than who
 * answers, or the one would wait for the other: no more is looked at than has to be.
 */
function findBody(answer: Buffer): Buffer | undefined {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = answer.toString('latin1', 0, end + 2);
  const body = answer.subarray(end + 4);
  if (!/^HTTP\/1\.[01] 2/.test(head)) assert.fail(`${head}\n${body.toString().slice(0, 500)}`);
  const [, size] = /\ncontent-length: *(\d+)\r/i.exec(head) ?? [];
  if (size !== undefined) return body.length < Number(size) ? undefined : body;
  assert.match(head, /\ntransfer-encoding: *chunked/i);
  return findChunks(body);
}

/** The pieces of a body put together; undefined until the last one, which is empty, is there. */
function findChunks(body: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const end = body.indexOf('\r\n', at);
    if (end < 0) return undefined;
    const size = Number.parseInt(body.toString('latin1', at, end), 16);
    const next = end + 2 + size + 2;
    if (next > body.length) return undefined;
    if (size === 0) return Buffer.concat(chunks);
    chunks.push(body.subarray(end + 2, next - 2));
    at = next;
  }
}
