import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { second } from '#base';
import { acceptsGzip, isKnown, modifiedAt, rangeOf, type Validators } from './negotiate.ts';
import type { Octets, StoredDocument } from './stored-document.ts';

/** What is longer than this goes out piece by piece. */
const atOnceBytes = 1 << 18;

/**
 * Answers GET and HEAD with a document: 304 for who has it, 206 and 416 for who wants a part, compressed for who can
 * take that and wants the whole.
 */
export async function sendDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  document: StoredDocument,
  nowMs: number,
): Promise<FastifyReply> {
  const { headers, method } = request;
  const { gzip } = document;
  const compressed =
    gzip !== undefined && headers.range === undefined && acceptsGzip(headers['accept-encoding']);
  const validators = {
    etag: `"${document.version}${compressed ? '-gzip' : ''}"`,
    lastModified: modifiedAt(document.published, nowMs),
  };
  void reply.headers(commonHeaders(document, validators, nowMs));
  if (isKnown(headers, validators)) return reply.code(304).send();
  void reply.type(document.contentType);
  if (compressed) void reply.header('content-encoding', 'gzip');
  const octets = compressed ? gzip : document;
  const { sizeBytes } = octets;
  const range = method === 'HEAD' ? 'whole' : rangeOf(headers, { ...validators, sizeBytes });
  if (range === 'none')
    return reply.code(416).header('content-range', `bytes */${sizeBytes}`).send();
  const { from, to } = range === 'whole' ? { from: 0, to: sizeBytes } : range;
  if (range !== 'whole')
    void reply.code(206).header('content-range', `bytes ${from}-${to - 1}/${sizeBytes}`);
  void reply.header('content-length', to - from);
  return method === 'HEAD' ? reply.send() : sendOctets(reply, octets, from, to);
}

/** Those that a 304 has as well (RFC 9110 §15.4.5). */
function commonHeaders(
  document: StoredDocument,
  { etag, lastModified }: Validators,
  nowMs: number,
): Record<string, string> {
  return {
    etag,
    ...(lastModified && { 'last-modified': lastModified.toUTCString() }),
    'cache-control': cacheControl(document, nowMs),
    'accept-ranges': 'bytes',
    ...(document.gzip && { vary: 'accept-encoding' }),
  };
}

/** A long answer that breaks off is shorter than it said: nobody takes it for the whole. */
async function sendOctets(
  reply: FastifyReply,
  octets: Octets,
  from: number,
  to: number,
): Promise<FastifyReply> {
  const pieces = octets.read(from, to);
  if (to - from > atOnceBytes) return reply.send(Readable.from(pieces));
  return reply.send(Buffer.concat(await Array.fromAsync(pieces)));
}

/** Nobody keeps what may no longer be believed (security: cache longer than nextUpdate). */
function cacheControl({ bestBefore, maxAgeSeconds }: StoredDocument, nowMs: number): string {
  const leftSeconds = bestBefore
    ? Math.floor((bestBefore.getTime() - nowMs) / second)
    : maxAgeSeconds;
  const seconds = Math.min(leftSeconds, maxAgeSeconds);
  return seconds > 0 ? `public, max-age=${seconds}` : 'no-cache';
}
