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
    pieces.push(piece);
    try {
      const body = mayBeWhole(pieces) ? findBody(Buffer.concat(pieces)) : undefined;
      if (!body) return;
      pieces = [];
      asked?.resolve(body);
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

/** A long answer comes in many pieces, and is put together when its last one is there. */
function mayBeWhole(pieces: readonly Buffer[]): boolean {
  const isChunked = pieces[0]?.includes('\r\nTransfer-Encoding: chunked') ?? false;
  const end = Buffer.concat(pieces.slice(-5).map((piece) => piece.subarray(-5)));
  return !isChunked || end.subarray(-5).equals(lastChunk);
}

/** The body of a whole answer that tells of success; undefined until all of it is there. */
function findBody(answer: Buffer): Buffer | undefined {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = answer.toString('latin1', 0, end);
  const body = answer.subarray(end + 4);
  assert.match(head, /^HTTP\/1\.[01] 2/, `${head}\n${body.toString().slice(0, 500)}`);
  if (/\ntransfer-encoding: *chunked/i.test(head)) return findChunks(body);
  const [, size] = /\ncontent-length: *(\d+)/i.exec(head) ?? [];
  assert.ok(size, head);
  return body.length < Number(size) ? undefined : body;
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
