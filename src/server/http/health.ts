import type { FastifyInstance } from 'fastify';

/** Each part that must work, by name, and whether it does. */
export type Readiness = Readonly<Record<string, boolean>>;

const config = { policy: 'public', pressureHandler: () => undefined } as const;

/**
 * `/healthz`: 200 while the process answers at all. `/readyz`: 200 when every part works, else 503; the body names
 * the parts. Both are answered under pressure too, and stand outside the path prefix.
 */
export function serveHealth(server: FastifyInstance, readiness: () => Promise<Readiness>): void {
  server.get('/healthz', { config }, () => ({ status: 'ok' }));
  server.get('/readyz', { config }, async (request, reply) => {
    const checks = await readiness().catch((error: unknown) => {
      request.log.error({ err: error }, 'readiness check failed');
      return { readiness: false };
    });
    const ready = Object.values(checks).every(Boolean);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', checks });
  });
}
