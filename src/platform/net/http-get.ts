import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { concat } from '#base';
import type { Dial, Dialled } from './dial.ts';
import { asNetError, codeOf, NetError } from './net-error.ts';
import { nextTarget, toTarget, type Ports, type Target } from './target.ts';
import { startTls } from './tls.ts';

/** What came back from the last hop. */
export interface HttpAnswer {
  readonly status: number;
  /** The first octets, as many as were asked for. */
  readonly body: Uint8Array;
  /** Whether the body ends there. */
  readonly whole: boolean;
  readonly url: string;
  readonly address: string;
}

/** How much is read. */
export interface HttpLimits {
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** What a request is made with. */
export interface HttpParts {
  readonly dial: Dial;
  readonly ports: Ports;
}

const maxRedirects = 10;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * One GET with nothing of ours in it: no cookies, no credentials, no proxy. Follows redirects, each of which is looked
 * up and judged anew. The certificate of an `https` hop is not checked: it may be the very thing that is being renewed.
 *
 * @throws NetError for whatever is not an answer of HTTP.
 */
export async function httpGet(
  parts: HttpParts,
  url: string,
  { maxBytes, signal }: HttpLimits,
): Promise<HttpAnswer> {
  let target = toTarget(url, parts.ports);
  const seen = new Set([target.url]);
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const { answer, location } = await getOnce(parts, target, { maxBytes, signal });
    if (location === undefined) return answer;
    target = nextTarget(target, location, parts.ports);
    if (seen.has(target.url)) throw new NetError('redirect', 'The redirects lead in a circle.');
    seen.add(target.url);
  }
  throw new NetError('redirect', `There are more than ${maxRedirects} redirects.`);
}

interface Hop {
  readonly answer: HttpAnswer;
  readonly location?: string;
}

async function getOnce({ dial }: HttpParts, target: Target, limits: HttpLimits): Promise<Hop> {
  const { signal } = limits;
  const dialled = await dial(target.host, target.port, signal);
  try {
    const socket = await secured(target, dialled, signal);
    return await asNetError(exchange(target, { ...dialled, socket }, limits), signal, (cause) =>
      brokenAnswer(target, cause),
    );
  } finally {
    dialled.socket.destroy();
  }
}

async function secured(target: Target, { socket }: Dialled, signal: AbortSignal): Promise<Socket> {
  return target.secure ? startTls(socket, { servername: target.host, signal }) : socket;
}

async function exchange(
  target: Target,
  { socket, address }: Dialled,
  { maxBytes, signal }: HttpLimits,
): Promise<Hop> {
  const response = await send(target, socket, signal);
  const status = response.statusCode ?? 0;
  const { location } = response.headers;
  const common = { status, url: target.url, address };
  if (redirects.has(status) && location !== undefined) {
    return { answer: { ...common, body: new Uint8Array(0), whole: false }, location };
  }
  return { answer: { ...common, ...(await readBody(response, maxBytes)) } };
}

function send(target: Target, socket: Socket, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing: ClientRequest = request({
      createConnection: () => socket,
      signal,
      setHost: false,
      maxHeaderSize: 16 << 10,
      path: target.path,
      headers: { host: target.authority, 'user-agent': 'certwright', connection: 'close' },
    });
    outgoing.once('response', resolve).once('error', reject).end();
  });
}

async function readBody(
  response: IncomingMessage,
  maxBytes: number,
): Promise<Pick<HttpAnswer, 'body' | 'whole'>> {
  let body: Uint8Array = new Uint8Array(0);
  for await (const chunk of response) {
    body = concat(body, chunk as Uint8Array);
    if (body.length > maxBytes) return { body: body.subarray(0, maxBytes), whole: false };
  }
  return { body, whole: true };
}

function brokenAnswer({ url }: Target, cause: unknown): NetError {
  return new NetError('connection', `The answer from ${url} broke off: ${codeOf(cause)}.`, cause);
}
