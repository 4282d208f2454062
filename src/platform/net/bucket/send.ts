import { Agent as PlainAgent, request as plainRequest, type IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { asNetError, codeOf, NetError } from '../net-error.ts';
import { textOf } from './listing.ts';

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly octets: Buffer;
  /** The word for what went wrong, where the service gave one. */
  readonly code: string;
}

/** How requests travel. */
export interface Way {
  readonly timeoutMs: number;
  /** PEM of the authorities that may vouch for the server. */
  readonly ca?: string;
}

/** A request that lacks nothing. */
export interface Outgoing {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Longest answer that is read. Default: 4 MiB. */
  readonly maxAnswerBytes?: number;
}

const usualMaxBytes = 4 << 20;
const kept = { keepAlive: true, maxSockets: 4 };
const agents = { plain: new PlainAgent(kept), secure: new Agent(kept) };

/**
 * One request to a server that the operator named. Its certificate is verified; redirects are not followed.
 *
 * @throws NetError when there is no whole answer in time.
 */
export async function send(way: Way, outgoing: Outgoing): Promise<Answer> {
  const signal = AbortSignal.timeout(way.timeoutMs);
  return asNetError(exchange(way, outgoing, signal), signal, (cause) => {
    const { host } = outgoing.url;
    return new NetError('connection', `${host} could not be asked: ${codeOf(cause)}.`, cause);
  });
}

async function exchange(
  { ca }: Way,
  { method, url, headers, body, maxAnswerBytes = usualMaxBytes }: Outgoing,
  signal: AbortSignal,
): Promise<Answer> {
  const options = { method, signal, headers: { ...headers, 'content-length': body.length } };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const isSecure = url.protocol === 'https:';
    const sent = isSecure
      ? request(url, { ...options, agent: agents.secure, minVersion: 'TLSv1.2', ...(ca && { ca }) })
      : plainRequest(url, { ...options, agent: agents.plain });
    sent.once('response', resolve).once('error', reject).end(body);
  });
  const [octets, status] = [await readAll(response, maxAnswerBytes), response.statusCode ?? 0];
  const code = status < 300 ? undefined : textOf(octets.toString('utf8'), 'Code');
  return { status, octets, code: code ?? '' };
}

async function readAll(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new NetError('connection', 'The answer was too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
