import type { FastifyInstance } from 'fastify';

/** Whoever counts what the server does, and can say it in the words of a monitoring system. */
export interface Watching {
  /** The media type of {@link Watching.text}. */
  readonly contentType: string;
  text(): Promise<string>;
  /** Is told of every request that was answered, and of how long that took. */
  answered(request: { readonly method: string; readonly status: number }, tookMs: number): void;
}

/** `/metrics`, outside the path prefix and open like the health checks: it names no subject and no person. */
export function serveMetrics(server: FastifyInstance, watching: Watching): void {
  server.addHook('onResponse', async ({ method }, reply) =>
    watching.answered({ method, status: reply.statusCode }, reply.elapsedTime),
  );
  server.get('/metrics', { config: { policy: 'public' } }, async (_request, reply) =>
    reply.type(watching.contentType).send(await watching.text()),
  );
}
