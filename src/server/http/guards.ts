import fastifyUnderPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { securityHeaders } from './headers.ts';
import type { HttpLimits } from './limits.ts';
import { createLoginLimit } from './login-limit.ts';
import { logIn } from './login.ts';
import type { Logins } from './login.ts';
import type { RouteTable } from './route-table.ts';
import { answerUnplaced } from './unplaced.ts';

/** What the guards go by. */
export interface GuardParts {
  readonly users: Logins;
  readonly limits: HttpLimits;
  readonly routes: RouteTable;
}

/**
 * What every request passes before its body is read, in this order: headers of the answer, load, address and method,
 * login and permission. After it, one line in the log.
 */
export async function addGuards(fastify: FastifyInstance, parts: GuardParts): Promise<void> {
  const { users, limits, routes } = parts;
  fastify.decorateRequest('user', null);
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(securityHeaders).header('x-request-id', request.id);
    done();
  });
  await fastify.register(fastifyUnderPressure, {
    maxEventLoopDelay: limits.lagMs,
    // In a window in which the loop never turned there is nothing to average, and the lag counts as infinite.
    sampleInterval: Math.max(limits.lagMs, limits.lagWindowMs),
  });
  const limit = await createLoginLimit(fastify, {
    perName: limits.failedLoginsPerName,
    perAddress: limits.failedLoginsPerAddress,
    perAccount: limits.failedLoginsPerAccount,
  });
  fastify.addHook('onRequest', async (request, reply) => {
    if (request.is404) return answerUnplaced(reply, routes);
    const { policy } = request.routeOptions.config;
    if (policy !== undefined && policy !== 'public') {
      request.user = await logIn(request, policy, { users, limit });
    }
    return undefined;
  });
  fastify.addHook('onResponse', logAnswer);
}

function logAnswer(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  request.log.info(
    {
      method: request.method,
      path: request.url.split('?', 1)[0],
      from: request.ip,
      user: request.user?.name,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    },
    'answered',
  );
  done();
}
