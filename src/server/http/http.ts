import fastifyStatic from '@fastify/static';
import Fastify, { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { AssertionError, randomText } from '#base';
import { answerBrokenRequest } from './broken-request.ts';
import { closeGracefully } from './closing.ts';
import { answerError } from './errors.ts';
import { addGuards } from './guards.ts';
import { securityHeaders } from './headers.ts';
import { serveHealth } from './health.ts';
import type { Readiness } from './health.ts';
import { serveHome } from './home.ts';
import { limitsOf } from './limits.ts';
import type { HttpLimits } from './limits.ts';
import { listen } from './listen.ts';
import type { Address } from './listen.ts';
import type { Logins } from './login.ts';
import { requirePolicy } from './policy.ts';
import { createRouteTable } from './route-table.ts';
import { addShortcuts } from './shortcuts.ts';
import type { Surface } from './surface.ts';
import { answerNotFound } from './unplaced.ts';
import { serveMetrics } from './watching.ts';
import type { Watching } from './watching.ts';

/** What the server is made of. */
export interface HttpParts {
  readonly users: Logins;
  readonly surfaces: readonly Surface[];
  readonly logger: FastifyBaseLogger;
  /** Prefix of all addresses but the health checks: empty, or segments such as `django_ca/`. */
  readonly path?: string;
  /** Default: always ready. */
  readonly readiness?: () => Promise<Readiness>;
  /** Counts, and is asked at `/metrics`. Default: nobody, and no such address. */
  readonly watching?: Watching;
  /** Addresses or networks of proxies whose `X-Forwarded-For` is believed. Default: none. */
  readonly trustedProxies?: readonly string[];
  readonly limits?: Partial<HttpLimits>;
}

/** A server that is complete, and listens when told to. */
export interface Http {
  readonly fastify: FastifyInstance;
  /** Starts listening; gives the origin, such as `http://127.0.0.1:8000`. Throws CaError `address_in_use`. */
  listen(address: Address): Promise<string>;
  /** Answers what is in flight, then closes every connection; cuts what takes longer than the deadline. */
  close(): Promise<void>;
  /** Sends a request without a port, for tests. */
  readonly inject: FastifyInstance['inject'];
}

/**
 * Builds the server around its surfaces.
 *
 * @throws AssertionError when a route says nothing of who may use it.
 */
export async function createHttp(parts: HttpParts): Promise<Http> {
  const limits = limitsOf(parts.limits);
  const routes = createRouteTable();
  const fastify = createFastify(parts, limits);
  fastify.addHook('onRoute', requirePolicy);
  fastify.addHook('onRoute', ({ url, method }) => routes.add(url, method));
  await addGuards(fastify, { users: parts.users, limits, routes });
  closeGracefully(fastify, limits.closeDeadlineMs);
  const shortcuts = parts.surfaces.flatMap((each) => each.shortcut?.(prefixOf(parts.path)) ?? []);
  const { logger, watching } = parts;
  addShortcuts(fastify, { shortcuts, logger, limits, ...(watching && { watching }) });
  await fastify.register(fastifyStatic, { serve: false });
  serveHealth(fastify, parts.readiness ?? (() => Promise.resolve({})));
  if (watching) serveMetrics(fastify, watching);
  await fastify.register((server) => mountSurfaces(server, parts.surfaces), {
    prefix: prefixOf(parts.path),
  });
  await fastify.ready();
  return Object.freeze<Http>({
    fastify,
    listen: (address) => listen(fastify, address),
    close: () => fastify.close(),
    inject: fastify.inject.bind(fastify),
  });
}

function createFastify(parts: HttpParts, limits: HttpLimits): FastifyInstance {
  const fastify: FastifyInstance = Fastify({
    loggerInstance: parts.logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomText(12),
    trustProxy: parts.trustedProxies ? [...parts.trustedProxies] : false,
    exposeHeadRoutes: false,
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    http: { headersTimeout: limits.headersMs, maxHeaderSize: limits.headerBytes },
    routerOptions: { maxParamLength: limits.parameterCharacters },
    schemaController: {
      compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas },
    },
    frameworkErrors: (_error, _request, reply) =>
      void answerNotFound(reply.headers(securityHeaders)),
    clientErrorHandler: answerBrokenRequest,
  });
  fastify.removeAllContentTypeParsers();
  fastify.setErrorHandler(answerError);
  fastify.setNotFoundHandler((_request, reply) => answerNotFound(reply));
  return fastify;
}

/** Surfaces check and write JSON themselves; what Fastify would compile schemas with is not even loaded. */
function noSchemas(): never {
  throw new AssertionError('no route has a JSON schema');
}

function prefixOf(path: string = ''): string {
  const segments = path.split('/').filter((segment) => segment !== '');
  return segments.map((segment) => `/${segment}`).join('');
}

async function mountSurfaces(server: FastifyInstance, surfaces: readonly Surface[]): Promise<void> {
  const links = surfaces.flatMap((surface) => surface.links);
  serveHome(server, server.prefix, links);
  for (const surface of surfaces) await server.register(async (own) => surface.mount(own));
}
