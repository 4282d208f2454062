import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { present } from '#base';
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
const endOfHead = Buffer.from('\r\n\r\n');
const chunkedLine = '\r\nTransfer-Encoding: chunked';

/** A lane that asks a server over loopback; its cost is the CPU time of that server alone. */
export function httpLane(load: Load): Lane {
  const perform = performer(load);
  return {
    label: load.label,
    once: async () => {
      const body = await new Promise<Buffer>((resolve, reject) =>
        perform((answered) => resolve(Buffer.from(answered)), reject),
      );
      load.check(body);
    },
    round: async (budgetMs) => {
      const cpu = load.server.cpuMs();
      const start = performance.now();
      let operations = 0;
      const work = (resolve: () => void, reject: Fail): void => {
        const answered = (): void => {
          operations++;
          if (performance.now() - start < budgetMs) work(resolve, reject);
          else resolve();
        };
        perform(answered, reject);
      };
      const workers = Array.from(
        { length: load.width ?? usualWidth },
        () => new Promise<void>(work),
      );
      await Promise.all(workers);
      const wallMs = performance.now() - start;
      return { operations, wallMs, cpuMs: load.server.cpuMs() - cpu };
    },
  };
}

/** Is given the body of an answer; the octets are others' as soon as this returns. */
type Answered = (body: Buffer) => void;
type Fail = (error: Error) => void;

/** One connection, with at most one request under way. */
interface Line {
  ask(request: Buffer, answered: Answered, fail: Fail): void;
  close(): void;
}

/** What makes one request after the other, each on a connection that is free. */
function performer(load: Load): (answered: Answered, fail: Fail) => void {
  const pool: Line[] = [];
  const { requests } = load;
  let turn = 0;
  const nextRequest = (): Buffer =>
    typeof requests === 'function'
      ? requests()
      : present(requests[turn++ % requests.length], 'a request');
  return (answered, fail) => {
    const line = pool.pop() ?? openLine(load);
    const give = (body: Buffer): void => {
      if (load.closes) line.close();
      else pool.push(line);
      answered(body);
    };
    line.ask(nextRequest(), give, fail);
  };
}

/**
 * Who asks must cost less than who answers, or the one would wait for the other: hence no promise for a request, and all
 * connections are read into the same buffer.
 */
function openLine(load: Load): Line {
  let pieces: Buffer[] = [];
  let asked: { readonly answered: Answered; readonly fail: Fail } | undefined;
  const end = (act: (asked: { readonly answered: Answered; readonly fail: Fail }) => void) => {
    const was = asked;
    asked = undefined;
    if (was) act(was);
  };
  const hear = (piece: Buffer): void => {
    try {
      const body = pieces.length === 0 ? findBody(piece) : findRest(pieces, piece);
      if (!body) return void pieces.push(Buffer.from(piece));
      pieces = [];
      end(({ answered }) => answered(body));
    } catch (error) {
      end(({ fail }) => fail(error as Error));
    }
  };
  const broken = (cause?: unknown): void =>
    end(({ fail }) =>
      fail(new Error(`The server on port ${load.port} closed the connection.`, { cause })),
    );
  const socket = dial(load, hear);
  socket.on('close', () => broken()).on('error', broken);
  return {
    ask: (request, answered, fail) => {
      asked = { answered, fail };
      socket.write(request);
    },
    close: () => void socket.end(),
  };
}

const shared = Buffer.allocUnsafeSlow(1 << 16);

function dial({ port, tls = false }: Load, hear: (piece: Buffer) => void): Socket {
  const place = { port, host: '127.0.0.1', noDelay: true };
  if (tls)
    return connectTls({ ...place, rejectUnauthorized: false })
      .on('data', hear)
      .unref();
  const callback = (length: number): boolean => {
    hear(shared.subarray(0, length));
    return true;
  };
  return connect({ ...place, onread: { buffer: shared, callback } }).unref();
}

/** A long answer comes in many pieces, and is put together when its last one may be there. */
function findRest(pieces: readonly Buffer[], last: Buffer): Buffer | undefined {
  const isChunked = pieces[0]?.includes(chunkedLine) ?? false;
  const whole = [...pieces, last];
  const end = Buffer.concat(whole.slice(-5).map((piece) => piece.subarray(-5)));
  if (isChunked && !end.subarray(-5).equals(lastChunk)) return undefined;
  return findBody(Buffer.concat(whole));
}

/** The body of a whole answer that tells of success; undefined until all of it is there. */
function findBody(answer: Buffer): Buffer | undefined {
  const end = answer.indexOf(endOfHead);
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
