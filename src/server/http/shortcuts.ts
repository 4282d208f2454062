import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';
import type { HttpLimits } from './limits.ts';
import { findPlainRequest } from './plain-request.ts';
import type { PlainRequest } from './plain-request.ts';
import { encodeAnswer } from './ready-answer.ts';
import type { ReadyAnswer } from './ready-answer.ts';
import type { Watching } from './watching.ts';

/**
 * What a surface answers without the rest of the server, when a request is as plain as can be: public, without limits of
 * its own, with status 200. Undefined leaves a request to the routes, which know the same addresses, and so does what is thrown, now or by the promise.
 */
export type Shortcut = (request: PlainRequest) => ReadyAnswer | Promise<ReadyAnswer> | undefined;

/** What the shortcuts go by. */
export interface ShortcutParts {
  readonly shortcuts: readonly Shortcut[];
  readonly logger: FastifyBaseLogger;
  readonly limits: HttpLimits;
  readonly watching?: Watching;
}

/** A connection of ours, and how it is closed when the server closes: at once, or with the answer under way. */
type Closers = Map<Socket, () => void>;

/** Who asks on without reading the answers is left to Node, which makes them wait. */
const maxUnreadBytes = 1 << 16;

/**
 * Stands in front of the server's own reading of connections: as long as each piece that comes in is one plain request
 * for which there is a shortcut, it is answered at once. With the first piece that is anything else, the connection goes
 * over to the server for good, that piece first, as if nobody had looked.
 */
export function addShortcuts(fastify: FastifyInstance, parts: ShortcutParts): void {
  if (parts.shortcuts.length === 0) return;
  const { server } = fastify;
  const listeners = server.listeners('connection');
  const closers: Closers = new Map();
  const handOver = (socket: Socket, chunk: Buffer): void => {
    closers.delete(socket);
    socket.pause();
    socket.unshift(chunk);
    for (const listen of listeners) listen.call(server, socket);
    socket.resume();
  };
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const idleMs = server.keepAliveTimeout;
    closers.set(socket, attend(socket, { ...parts, idleMs, handOver }));
    socket.once('close', () => closers.delete(socket));
  });
  closeWith(fastify, closers, parts.limits.closeDeadlineMs);
}

function closeWith(fastify: FastifyInstance, closers: Closers, deadlineMs: number): void {
  fastify.addHook('preClose', (done) => {
    for (const close of closers.values()) close();
    const cut = (): void => [...closers.keys()].forEach((socket) => socket.destroy());
    setTimeout(cut, deadlineMs).unref();
    done();
  });
}

interface Attendance extends ShortcutParts {
  readonly idleMs: number;
  handOver(socket: Socket, chunk: Buffer): void;
}

/** An answer under way, and what it answers. */
interface Coming {
  readonly coming: Promise<ReadyAnswer>;
  readonly chunk: Buffer;
  readonly startMs: number;
}

/** Serves one connection until it ends or is handed over. @returns what closes it. */
function attend(socket: Socket, parts: Attendance): () => void {
  const { shortcuts, logger, limits, idleMs, handOver, watching } = parts;
  let state: 'waiting' | 'answering' | 'closing' = 'waiting';
  const write = (request: PlainRequest, answer: ReadyAnswer, startMs: number): void => {
    const closes = request.closes || state === 'closing';
    const octets = encodeAnswer(answer, closes);
    if (closes) socket.end(octets);
    else socket.write(octets);
    const tookMs = performance.now() - startMs;
    watching?.answered({ method: request.method, status: 200 }, tookMs);
    logShortcut(logger, request, socket, tookMs);
  };
  const wait = async (request: PlainRequest, { coming, chunk, startMs }: Coming): Promise<void> => {
    state = 'answering';
    socket.pause();
    const answer = await coming.catch(() => undefined);
    // What went wrong is for the routes to say: they try once more.
    if (!answer) return leave(chunk);
    if (socket.writable) write(request, answer, startMs);
    if (state === 'answering') state = 'waiting';
    socket.resume();
  };
  const take = (chunk: Buffer): void => {
    const startMs = performance.now();
    const request = socket.writableLength > maxUnreadBytes ? undefined : findPlainRequest(chunk);
    const answer = request && find(shortcuts, request);
    if (!request || !answer) return leave(chunk);
    if (socket.timeout !== idleMs) socket.setTimeout(idleMs);
    if (answer instanceof Promise) void wait(request, { coming: answer, chunk, startMs });
    else write(request, answer, startMs);
  };
  const leave = (chunk: Buffer): void => {
    socket.setTimeout(0);
    for (const [name, listener] of Object.entries(heard)) socket.off(name, listener);
    handOver(socket, chunk);
  };
  const heard = {
    data: take,
    end: () => socket.end(),
    timeout: () => socket.destroy(),
    error: () => undefined,
  };
  for (const [name, listener] of Object.entries(heard)) socket.on(name, listener);
  socket.setTimeout(limits.headersMs);
  return () => {
    if (state === 'waiting') socket.destroySoon();
    state = 'closing';
  };
}

/** A shortcut that throws has no answer: what is wrong is for the routes to say. */
function find(
  shortcuts: readonly Shortcut[],
  request: PlainRequest,
): ReadyAnswer | Promise<ReadyAnswer> | undefined {
  try {
    for (const shortcut of shortcuts) {
      const answer = shortcut(request);
      if (answer) return answer;
    }
  } catch {
    return undefined;
  }
  return undefined;
}

function logShortcut(
  logger: FastifyBaseLogger,
  { method, target }: PlainRequest,
  { remoteAddress }: Socket,
  ms: number,
): void {
  const path = target.split('?', 1)[0];
  logger.info({ method, path, from: remoteAddress, status: 200, ms: Math.round(ms) }, 'answered');
}
