import type { FastifyBaseLogger } from 'fastify';
import type { Socket } from 'node:net';
import type { HttpLimits } from './limits.ts';
import { findPlainRequest } from './plain-request.ts';
import type { PlainRequest } from './plain-request.ts';
import { encodeAnswer } from './ready-answer.ts';
import type { ReadyAnswer } from './ready-answer.ts';
import type { Reply, Shortcut } from './shortcuts.ts';
import type { Watching } from './watching.ts';

/** What a connection is served with. */
export interface Attendance {
  readonly shortcuts: readonly Shortcut[];
  readonly logger: FastifyBaseLogger;
  readonly limits: HttpLimits;
  readonly watching?: Watching;
  /** How long a connection may be idle. */
  readonly idleMs: number;
  /** Has work done when all has been read that came in with this turn of the event loop. */
  atEndOfTurn(work: () => void): void;
  /** Gives the connection to the server for good, with what was read of it. */
  handOver(socket: Socket, octets: Buffer): void;
}

/** A request that is being answered. */
interface Asked {
  readonly request: PlainRequest;
  readonly octets: Buffer;
  readonly startMs: number;
}

/** Who asks on without reading the answers is left to Node, which makes them wait. */
const maxUnreadBytes = 1 << 16;

/** Serves one connection until it ends or is handed over. @returns what closes it: at once, or with the answer under way. */
export function attend(socket: Socket, parts: Attendance): () => void {
  let isAnswering = false;
  let isLast = false;
  /** What came while an answer was under way. */
  let backlog: Buffer | undefined;
  const hear = (octets: Buffer): void => {
    if (isAnswering) {
      backlog = backlog ? Buffer.concat([backlog, octets]) : octets;
      socket.pause();
      return;
    }
    const startMs = performance.now();
    const request = socket.writableLength > maxUnreadBytes ? undefined : findPlainRequest(octets);
    const reply = request && find(parts.shortcuts, request);
    if (!request || !reply) return leave(octets);
    if (socket.timeout !== parts.idleMs) socket.setTimeout(parts.idleMs);
    isAnswering = true;
    parts.atEndOfTurn(() => answer({ request, octets, startMs }, reply));
  };
  const answer = (asked: Asked, reply: Reply): void => {
    const ready = attempt(reply);
    if (!(ready instanceof Promise)) return ready ? finish(asked, ready) : leave(asked.octets);
    // What went wrong is for the routes to say: they try once more.
    void ready.then(
      (came) => finish(asked, came),
      () => leave(asked.octets),
    );
  };
  const finish = (asked: Asked, ready: ReadyAnswer): void => {
    isAnswering = false;
    if (socket.writable) write(socket, parts, { asked, ready, isLast });
    const next = backlog;
    backlog = undefined;
    if (!next) return;
    socket.resume();
    if (socket.writable) hear(next);
  };
  const leave = (octets: Buffer): void => {
    socket.setTimeout(0);
    for (const [name, listener] of Object.entries(heard)) socket.off(name, listener);
    // Nothing can be put back before an end that was heard.
    if (socket.readableEnded) socket.on('error', () => undefined).destroy();
    else parts.handOver(socket, backlog ? Buffer.concat([octets, backlog]) : octets);
  };
  const close = (isOver: () => void): void => {
    if (!isAnswering) isOver();
    isLast = true;
  };
  const heard = {
    data: hear,
    end: () => close(() => socket.end()),
    timeout: () => socket.destroy(),
    error: () => undefined,
  };
  for (const [name, listener] of Object.entries(heard)) socket.on(name, listener);
  socket.setTimeout(parts.limits.headersMs);
  return () => close(() => socket.destroySoon());
}

/** A shortcut that throws has no answer: what is wrong is for the routes to say. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

function find(shortcuts: readonly Shortcut[], request: PlainRequest): Reply | undefined {
  for (const shortcut of shortcuts) {
    const reply = attempt(() => shortcut(request));
    if (reply) return reply;
  }
  return undefined;
}

interface Written {
  readonly asked: Asked;
  readonly ready: ReadyAnswer;
  /** Whether the connection ends with it, whatever the request says. */
  readonly isLast: boolean;
}

function write(
  socket: Socket,
  { logger, watching }: Attendance,
  { asked: { request, startMs }, ready, isLast }: Written,
): void {
  const closes = request.closes || isLast;
  const octets = encodeAnswer(ready, closes);
  if (closes) socket.end(octets);
  else socket.write(octets);
  const tookMs = performance.now() - startMs;
  watching?.answered({ method: request.method, status: 200 }, tookMs);
  log(logger, request, socket, tookMs);
}

function log(
  logger: FastifyBaseLogger,
  { method, target }: PlainRequest,
  { remoteAddress }: Socket,
  ms: number,
): void {
  const path = target.split('?', 1)[0];
  logger.info({ method, path, from: remoteAddress, status: 200, ms: Math.round(ms) }, 'answered');
}
