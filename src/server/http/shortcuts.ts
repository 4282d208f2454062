import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';
import { attend } from './attend.ts';
import type { HttpLimits } from './limits.ts';
import type { PlainRequest } from './plain-request.ts';
import type { ReadyAnswer } from './ready-answer.ts';
import type { Watching } from './watching.ts';

/** Makes an answer, in words that need no more than their frame. */
export type Reply = () => ReadyAnswer | Promise<ReadyAnswer>;

/**
 * What a surface answers without the rest of the server, when a request is as plain as can be: public, without limits of
 * its own, with status 200. The reply is called once all has been read that came in with the same turn of the event loop,
 * so that replies of one turn can share what they have to look up. Undefined leaves a request to the routes, which know
 * the same addresses, and so does what is thrown, now or later.
 */
export type Shortcut = (request: PlainRequest) => Reply | undefined;

/** What the shortcuts go by. */
export interface ShortcutParts {
  readonly shortcuts: readonly Shortcut[];
  readonly logger: FastifyBaseLogger;
  readonly limits: HttpLimits;
  readonly watching?: Watching;
}

/** A connection of ours, and how it is closed when the server closes: at once, or with the answer under way. */
type Closers = Map<Socket, () => void>;

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
  const atEndOfTurn = createTurns();
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
    closers.set(socket, attend(socket, { ...parts, idleMs, atEndOfTurn, handOver }));
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

/** The work of one turn is done together when the turn ends. */
function createTurns(): (work: () => void) => void {
  let waiting: (() => void)[] = [];
  const end = (): void => {
    const works = waiting;
    waiting = [];
    for (const work of works) work();
  };
  return (work) => {
    if (waiting.push(work) === 1) setImmediate(end);
  };
}
