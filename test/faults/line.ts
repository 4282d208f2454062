import { setTimeout as wait } from 'node:timers/promises';
import type { FaultHouse } from './house.ts';
import { count, type Told } from './told.ts';

/** The road of clients to a server that may go away. */
export interface Line {
  readonly house: FaultHouse;
  readonly told: Told;
  /** Taken anew before every request. */
  readonly base: () => string;
  /** Ends all that is under way: what would have been answered afterwards was never told. */
  readonly signal: AbortSignal;
}

/** What a server said. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly headers: Headers;
}

/** No request hangs for longer than a server waits for its database, and a little. */
const patienceMs = 45_000;
const pauseMs = 20;

/** Asks; a server that is gone gives no answer, also when it goes in the middle of one. */
export async function ask(
  line: Line,
  method: string,
  path: string,
  body?: object | string,
): Promise<Answer | undefined> {
  const { told, signal } = line;
  const beganMs = performance.now();
  const sent = await send(line, method, path, body).catch((error: unknown) => error);
  if (signal.aborted) return undefined;
  const answer = sent instanceof Error ? undefined : (sent as Answer);
  if (!answer) count(told.refusals, `0 ${String((sent as Error).cause)}`);
  const tookMs = performance.now() - beganMs;
  told.longestMs = Math.max(told.longestMs, tookMs);
  if (tookMs >= patienceMs) told.faults.push(`${method} ${path} was not answered`);
  count(told.statuses, answer?.status ?? 0);
  if (answer && answer.status >= 500) noteRefusal(told, answer);
  if (!answer || answer.status >= 500) await wait(pauseMs);
  return answer;
}

/** What a server cannot do it says in JSON, in words for whoever asked. */
function noteRefusal(told: Told, { status, text, headers }: Answer): void {
  const isJson = /^application\/(problem\+)?json\b/.test(headers.get('content-type') ?? '');
  const { detail } = isJson ? (JSON.parse(text) as { detail?: unknown }) : {};
  if (typeof detail !== 'string') told.faults.push(`${status} without a word: ${text}`);
  count(told.refusals, `${status} ${String(detail)}`);
}

async function send(
  { house, base, signal }: Line,
  method: string,
  path: string,
  body?: object | string,
): Promise<Answer> {
  const type = typeof body === 'string' ? 'application/jose+json' : 'application/json';
  const response = await fetch(base() + path, {
    method,
    headers: { authorization: house.admin, 'content-type': type },
    ...(body && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { status, headers } = response;
  return { status, headers, bytes, text: new TextDecoder().decode(bytes) };
}
