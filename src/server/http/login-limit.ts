import fastifyRateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { minute, second } from '#base';
import { parseBasic } from './basic.ts';
import { HttpError } from './http-error.ts';

/** Counts logins that failed. Logins that succeed are never counted, so tight polling is never slowed. */
export interface LoginLimit {
  /** @throws HttpError 429 with `Retry-After` while too many logins of this caller have failed. */
  check(request: FastifyRequest): Promise<void>;
  countFailure(request: FastifyRequest): Promise<void>;
}

/** Failed logins within one window of a minute, after which no more are looked at until the window ends. */
export interface LoginLimits {
  /** From one address for one user name. */
  readonly perName: number;
  /** From one address (IPv6: one /64) for all names together: what guessing names costs us is bounded too. */
  readonly perAddress: number;
}

/** Prepares the count on this server; it lives in memory and forgets at a restart. */
export async function createLoginLimit(
  server: FastifyInstance,
  limits: LoginLimits,
): Promise<LoginLimit> {
  await server.register(fastifyRateLimit, { global: false, timeWindow: minute });
  const counts = [
    server.createRateLimit({ max: limits.perName, keyGenerator: addressAndName }),
    server.createRateLimit({ max: limits.perAddress }),
  ];
  return {
    check: async (request) => {
      for (const count of counts) {
        const now = await count(request, { increment: false });
        if (!now.isAllowed && now.remaining === 0) throw tooMany(now.ttl);
      }
    },
    countFailure: async (request) => {
      for (const count of counts) await count(request);
    },
  };
}

function addressAndName(request: FastifyRequest): string {
  return `${request.ip} ${parseBasic(request.headers.authorization)?.username ?? ''}`;
}

function tooMany(waitMs: number): HttpError {
  const seconds = String(Math.max(1, Math.ceil(waitMs / second)));
  return new HttpError(429, `Too many failed logins. Try again in ${seconds} seconds.`, {
    'retry-after': seconds,
  });
}
