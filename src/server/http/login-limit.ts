import fastifyRateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { minute, second } from '#base';
import { credentialsOf } from './basic.ts';
import { HttpError } from './http-error.ts';

/** Counts logins that failed. Logins that succeed are never counted, so tight polling is never slowed. */
export interface LoginLimit {
  /** @throws HttpError 429 with `Retry-After` while too many logins of this caller have failed. */
  check(request: FastifyRequest): Promise<void>;
  countFailure(request: FastifyRequest): Promise<void>;
  /** From here on the name is not held up at this address by what strangers do elsewhere. */
  noteSuccess(request: FastifyRequest): void;
}

/** Failed logins within one window of a minute, after which no more are looked at until the window ends. */
export interface LoginLimits {
  /** From one address for one user name. */
  readonly perName: number;
  /** From one address (IPv6: one /64) for all names together: what guessing names costs us is bounded too. */
  readonly perAddress: number;
  /** For one user name from all addresses together; those where it has logged in before are passed over. */
  readonly perAccount: number;
}

/** How many pairs of address and name are remembered as good: the oldest go first. */
const knownAtMost = 10_000;

/**
 * Prepares the counts on this server; they live in memory, hold so many entries and no more, and forget at a restart.
 * Nobody is locked out for longer than the window, and an owner at an address of old not at all by others.
 */
export async function createLoginLimit(
  server: FastifyInstance,
  limits: LoginLimits,
): Promise<LoginLimit> {
  await server.register(fastifyRateLimit, { global: false, timeWindow: minute });
  const near = [
    server.createRateLimit({ max: limits.perName, keyGenerator: addressAndName }),
    server.createRateLimit({ max: limits.perAddress }),
  ];
  const account = server.createRateLimit({ max: limits.perAccount, keyGenerator: nameIn });
  const known = new Set<string>();
  return {
    check: async (request) => {
      const counts = known.has(addressAndName(request)) ? near : [...near, account];
      for (const count of counts) {
        const now = await count(request, { increment: false });
        if (!now.isAllowed && now.remaining === 0) throw tooMany(now.ttl);
      }
    },
    countFailure: async (request) => {
      for (const count of [...near, account]) await count(request);
    },
    noteSuccess: (request) => {
      const place = addressAndName(request);
      known.delete(place);
      known.add(place);
      if (known.size > knownAtMost) known.delete(known.values().next().value ?? '');
    },
  };
}

/** In the one spelling that a name has: others would each be counted on their own. */
function nameIn(request: FastifyRequest): string {
  return credentialsOf(request.raw)?.username.normalize('NFKC') ?? '';
}

function addressAndName(request: FastifyRequest): string {
  return `${request.ip} ${nameIn(request)}`;
}

function tooMany(waitMs: number): HttpError {
  const seconds = String(Math.max(1, Math.ceil(waitMs / second)));
  return new HttpError(429, `Too many failed logins. Try again in ${seconds} seconds.`, {
    'retry-after': seconds,
  });
}
