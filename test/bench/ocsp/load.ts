import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import type { Lane } from '../suite.ts';
import type { ServerProcess } from './process.ts';

/** Requests for one server, again and again. */
export interface Load {
  readonly label: string;
  readonly port: number;
  readonly server: ServerProcess;
  /** Whole HTTP requests, taken in turn. */
  readonly requests: readonly Buffer[];
  /** A new connection for each request. Default: connections are kept. */
  readonly closes?: boolean;
  /** So many requests are under way at a time. Default: 16. */
  readonly width?: number;
  /** Throws unless the body is right. */
  check(body: Buffer): void;
}

const usualWidth = 16;

/** A lane that asks a server over loopback; its cost is the CPU time of that server alone. */
export function httpLane(load: Load): Lane {
  const pool: Line[] = [];
  let turn = 0;
  const ask = async (line: Line): Promise<Buffer> => {
    const request = load.requests[turn++ % load.requests.length];
    assert.ok(request, 'there are requests');
    return line.ask(request);
  };
  const takeLine = (): Line => {
    const line = load.closes ? undefined : pool.pop();
    return line ?? openLine(load.port);
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

function openLine(port: number): Line {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.unref();
  let received: Buffer = Buffer.alloc(0);
  let asked: PromiseWithResolvers<Buffer> | undefined;
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const body = findBody(received);
    if (!body) return;
    received = Buffer.alloc(0);
    asked?.resolve(body);
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

/** The body of a whole answer with status 200; undefined until all of it is there. */
function findBody(answer: Buffer): Buffer | undefined {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = answer.toString('latin1', 0, end);
  assert.match(head, /^HTTP\/1\.[01] 200/);
  const [, size] = /\ncontent-length: *(\d+)/i.exec(head) ?? [];
  assert.ok(size, head);
  const body = answer.subarray(end + 4);
  return body.length < Number(size) ? undefined : body;
}
