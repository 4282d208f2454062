import type { FastifyInstance } from 'fastify';

/** Files that everybody may read, served from one directory. Nothing but the named ones is ever opened. */
export interface PublicFiles {
  /** Address of the directory, with a slash at the end. */
  readonly url: string;
  readonly directory: string;
  readonly names: readonly string[];
}

/** Serves the files by GET and HEAD, with ETag and ranges; a browser asks again after five minutes. */
export function serveFiles(server: FastifyInstance, { url, directory, names }: PublicFiles): void {
  for (const name of names) {
    server.route({
      method: ['GET', 'HEAD'],
      url: `${url}${name}`,
      config: { policy: 'public' },
      handler: (_request, reply) => reply.sendFile(name, directory, { maxAge: '5m' }),
    });
  }
}
