import type { FastifyInstance } from 'fastify';
import { HttpError } from '#http';

/**
 * Makes the server read every body as JSON in UTF-8, whatever its content type says, and even when that is no content
 * type at all. A body without a single octet counts as none.
 *
 * @throws HttpError 400 (in the request) when the body is something else.
 */
export function readBodiesAsJson(server: FastifyInstance): void {
  server.addHook('onRequest', ({ raw }, _reply, done) => {
    delete raw.headers['content-type'];
    done();
  });
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, body.length === 0 ? undefined : parseJson(body as Buffer));
    } catch {
      done(new HttpError(400, 'Cannot parse request body'));
    }
  });
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function parseJson(octets: Buffer): unknown {
  return JSON.parse(decoder.decode(octets));
}
