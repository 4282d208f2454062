import type { FastifyBaseLogger } from 'fastify';
import type { Socket } from 'node:net';
import type { Watched } from './idle-watch.ts';
import type { HttpLimits } from './limits.ts';
import { openLine, type Heard } from './line.ts';
import { writeAnswer } from './ready-answer.ts';
import type { ReadyAnswer } from './ready-answer.ts';
import { attempt, type Asked, type Recall } from './recall.ts';
import type { Watching } from './watching.ts';

/** What connections are served with. */
export interface Attendance {
  readonly recall: Recall;
  readonly logger: FastifyBaseLogger;
  /** Whether the log holds a line for each request. */
  readonly isLogging: boolean;
  /** Whether anybody wants to know how long answers took. */
  readonly isTiming: boolean;
  readonly limits: HttpLimits;
  readonly watching?: Watching;
  /** The turn of the watch over idle connections that it is now. */
  turn(): number;
  /** Has work done when all has been read that came in with this turn of the event loop. */
  atEndOfTurn(work: () => void): void;
  /** Gives the connection to the server for good, with what was read of it. */
  handOver(socket: Socket, octets: Buffer): void;
  /** The connection is no longer served here. */
  forget(attended: Attended): void;
}

/** A connection of ours. */
export interface Attended extends Watched {
  /** Closes it: at once, or with the answer under way. */
  close(): void;
}

/** Who asks on without reading the answers is left to Node, which makes them wait. */
const maxUnreadBytes = 1 << 16;

/**
 * Serves one connection until it ends or is handed over. Nothing is made for a request but its answer: what is under way
 * is kept here.
 *
 * @param idleMs  How long it may be silent once it has asked something.
 */
export function attend(accepted: Socket, house: Attendance, idleMs: number): Attended {
  let asked: Asked | undefined;
  let startMs = 0;
  let isLast = false;
  /** What came while an answer was under way, one character for each octet. */
  let backlog = '';
  const hear = (text: string): Heard => {
    if (asked) {
      backlog += text;
      return 'wait';
    }
    if (house.isTiming) startMs = performance.now();
    asked = socket.writableLength > maxUnreadBytes ? undefined : house.recall.find(text);
    if (asked) expectAnswer();
    else leave(text);
    return 'more';
  };
  const expectAnswer = (): void => {
    attended.heardAt = house.turn();
    attended.patienceMs = idleMs;
    house.atEndOfTurn(answer);
  };
  const answer = (): void => {
    const ready = asked && attempt(asked.reply);
    if (!(ready instanceof Promise)) return ready ? finish(ready) : leaveUnanswered();
    // What went wrong is for the routes to say: they try once more.
    void ready.then(finish, leaveUnanswered);
  };
  const finish = (ready: ReadyAnswer): void => {
    const done = asked;
    asked = undefined;
    if (done && socket.writable) {
      send(socket, done, { ready, isLast });
      if (ready.lasts) house.recall.keep(done);
      if (house.isTiming) tell(house, { socket, request: done.request, startMs });
    }
    const next = backlog;
    backlog = '';
    if (next === '') return;
    socket.resume();
    if (socket.writable) hear(next);
  };
  const leaveUnanswered = (): void => leave(`${asked?.text ?? ''}${backlog}`);
  const leave = (text: string): void => {
    socket.off('end', end).off('error', ignore).off('close', forget);
    forget();
    line.release();
    // Nothing can be put back before an end that was heard.
    if (socket.readableEnded) socket.on('error', ignore).destroy();
    else house.handOver(socket, Buffer.from(text, 'latin1'));
  };
  const end = (): void => {
    isLast = true;
    if (!asked && !socket.writableEnded) socket.end();
  };
  const forget = (): void => house.forget(attended);
  const attended: Attended = {
    heardAt: house.turn(),
    patienceMs: house.limits.headersMs,
    cut: () => socket.destroy(),
    close: () => {
      isLast = true;
      if (!asked) socket.destroySoon();
    },
  };
  const line = openLine(accepted, hear);
  const { socket } = line;
  socket.on('end', end).on('error', ignore).on('close', forget);
  return attended;
}

function ignore(): void {
  // The end of a connection that fails is its `close`.
}

/** What a request is answered with. */
interface Sending {
  readonly ready: ReadyAnswer;
  /** Whether the connection ends with it, whatever the client wants. */
  readonly isLast: boolean;
}

/**
 * Who has said that nothing follows has said all: once the system has the whole answer, the connection is closed at once,
 * without waiting for the other side to do so. Where something may still be on its way to us, the answer would be lost.
 */
function send(socket: Socket, asked: Asked, { ready, isLast }: Sending): void {
  if (isLast) return void socket.end(writeAnswer(ready, true).octets);
  const { closes } = asked.request;
  asked.written = writeAnswer(ready, closes, asked.written);
  socket.write(asked.written.octets);
  if (!closes) return;
  if (socket.writableLength === 0) socket.destroy();
  else socket.end();
}

/** A request that was answered. */
interface Answered {
  readonly socket: Socket;
  readonly request: Asked['request'];
  readonly startMs: number;
}

function tell(
  { watching, logger, isLogging }: Attendance,
  { socket, request: { method, target }, startMs }: Answered,
): void {
  const tookMs = performance.now() - startMs;
  watching?.answered({ method, status: 200 }, tookMs);
  if (!isLogging) return;
  const [path] = target.split('?', 1);
  const line = { method, path, from: socket.remoteAddress, status: 200, ms: Math.round(tookMs) };
  logger.info(line, 'answered');
}
