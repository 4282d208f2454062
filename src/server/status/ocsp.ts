import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '#base';
import { HttpError } from '#http';
import { maxRequestBytes, type Ocsp, type OcspAnswer } from '#ocsp';
import { isKnown } from './negotiate.ts';
import { cacheHeaders } from './ocsp-cache.ts';
import { findPathRequest } from './ocsp-path.ts';

/** The rooms that the OCSP addresses speak for. */
export interface OcspRooms {
  readonly ocsp: Pick<Ocsp, 'answer' | 'isCurrent'>;
  readonly clock: Clock;
}

const config = { policy: 'public' } as const;
/** Media type of an OCSPResponse (RFC 6960 App. C.2). */
export const contentType = 'application/ocsp-response';
const none = new Uint8Array(0);

/**
 * Answers `ocsp/<serial>/cert/` and `ocsp/<serial>/ca/`: POST with the request as its body, of whatever content type,
 * and GET with the request in base64 behind it (RFC 6960 App. A). Both addresses tell of all that the authority issued.
 * Every request that gets here is answered with HTTP 200 and an OCSP response, also one that is no OCSP request.
 */
export async function serveOcsp(server: FastifyInstance, rooms: OcspRooms): Promise<void> {
  await server.register(async (own) => {
    own.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    // What is too large is not read, hence nothing that could be answered.
    own.setErrorHandler<Error & { code?: string }>((error, request, reply) => {
      if (error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') throw error;
      return answer(rooms, request, reply, none);
    });
    for (const kind of ['cert', 'ca']) {
      const url = `/ocsp/:serial(^[0-9A-Fa-f:]+$)/${kind}/`;
      own.post(url, { config, bodyLimit: maxRequestBytes }, (request, reply) =>
        answer(rooms, request, reply, bodyOf(request)),
      );
      own.route({
        method: ['GET', 'HEAD'],
        url: `${url}*`,
        config,
        handler: (request, reply) => answerGet(rooms, request, reply),
      });
    }
  });
}

function bodyOf({ body }: FastifyRequest): Uint8Array {
  return body instanceof Uint8Array ? body : none;
}

async function answerGet(
  rooms: OcspRooms,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const path = (request.params as { readonly '*': string })['*'];
  if (path === '') throw new HttpError(405, 'Method not allowed', { allow: 'POST' });
  return answer(rooms, request, reply, findPathRequest(path) ?? none);
}

async function answer(
  { ocsp, clock }: OcspRooms,
  request: FastifyRequest,
  reply: FastifyReply,
  requestDer: Uint8Array,
): Promise<FastifyReply> {
  const { serial } = request.params as { readonly serial: string };
  const { der, keep }: OcspAnswer = await ocsp.answer(serial, requestDer);
  const headers = cacheHeaders(der, keep, clock.now());
  void reply.code(200).headers(headers);
  const { etag } = headers;
  if (keep && etag && request.method !== 'POST') {
    // By its tag alone: within one second, which is all that a date tells, a certificate may have been revoked.
    if (isKnown(request.headers, { etag })) return reply.code(304).send();
  }
  return reply.type(contentType).send(der);
}
