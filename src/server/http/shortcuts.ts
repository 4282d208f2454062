import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';
import { attend, type Attended } from './attend.ts';
import { watchIdle } from './idle-watch.ts';
import type { HttpLimits } from './limits.ts';
import { createRecall } from './recall.ts';
import type { Shortcut } from './shortcut.ts';
import type { Watching } from './watching.ts';

/** What the shortcuts go by. */
export interface ShortcutParts {
  readonly shortcuts: readonly Shortcut[];
  readonly logger: FastifyBaseLogger;
  readonly limits: HttpLimits;
  readonly watching?: Watching;
}

/** Levels of a log that holds a line for each request. */
const infoLevels: ReadonlySet<string> = new Set(['trace', 'debug', 'info']);

/**
 * Stands in front of the server's own reading of connections: as long as each piece that comes in is one plain request
 * for which there is a shortcut, it is answered at once. With the first piece that is anything else, the connection goes
 * over to the server for good, that piece first, as if nobody had looked.
 */
export function addShortcuts(fastify: FastifyInstance, parts: ShortcutParts): void {
  if (parts.shortcuts.length === 0) return;
  const { server } = fastify;
  const listeners = server.listeners('connection');
  const ours = new Set<Attended>();
  const idle = watchIdle(ours);
  const isLogging = infoLevels.has(parts.logger.level);
  const house = {
    ...parts,
    recall: createRecall(parts.shortcuts),
    turn: idle.turn,
    atEndOfTurn: createTurns(),
    isLogging,
    isTiming: isLogging || parts.watching !== undefined,
    forget: (attended: Attended) => void ours.delete(attended),
    handOver: (socket: Socket, chunk: Buffer): void => {
      socket.pause();
      socket.unshift(chunk);
      for (const listen of listeners) listen.call(server, socket);
      socket.resume();
    },
  };
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) =>
    ours.add(attend(socket, house, server.keepAliveTimeout)),
  );
  closeWith(fastify, ours, parts.limits.closeDeadlineMs);
  fastify.addHook('onClose', async () => idle.stop());
}

function closeWith(
  fastify: FastifyInstance,
  ours: ReadonlySet<Attended>,
  deadlineMs: number,
): void {
  fastify.addHook('preClose', (done) => {
    for (const attended of ours) attended.close();
    const cut = (): void => [...ours].forEach((attended) => attended.cut());
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
