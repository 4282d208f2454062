import type { FastifyInstance } from 'fastify';

const sweepMs = 50;

/**
 * Makes closing graceful: no new connections, requests in flight are answered, a connection goes as soon as it is
 * idle. Without the sweep, one that was busy at first would be kept for the whole keep-alive time. What is still
 * unanswered after `deadlineMs` is cut.
 */
export function closeGracefully(fastify: FastifyInstance, deadlineMs: number): void {
  fastify.addHook('preClose', (done) => {
    const { server } = fastify;
    if (server.listening) {
      const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
      const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
      server.once('close', () => {
        clearInterval(sweep);
        clearTimeout(deadline);
      });
    }
    done();
  });
}
