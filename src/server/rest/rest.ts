import type { FastifyInstance, FastifyRequest } from 'fastify';
import { caller } from '#http';
import type { Surface } from '#http';
import { serveDocs } from './docs.ts';
import type { Call, Endpoint, Parameter } from './endpoint.ts';
import { endpoints } from './endpoints.ts';
import { readBodiesAsJson } from './json-body.ts';
import { openApiDocument } from './openapi.ts';
import type { RestRooms } from './rooms.ts';
import { requireScope } from './scope.ts';

/** What the REST API is made from. */
export interface RestParts extends RestRooms {
  /** Version of the application, for the OpenAPI document. */
  readonly version: string;
}

/** Largest body of a request. A megabyte of anything is still told what is wrong with it. */
const bodyBytes = 2 << 20;

const answerHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
};

/** The shape of each parameter of an address, as a pattern of the router. Their length is limited by the server. */
const shapes: Readonly<Record<Parameter, string>> = {
  serial: '(^[0-9A-Fa-f:]+$)',
  certificate_serial: '(^[0-9A-Fa-f:]+$)',
  slug: '(^[a-zA-Z0-9]+$)',
  name: '',
};

/** Makes the REST API: `api/` with all its endpoints, its OpenAPI document and the page that shows it. */
export function createRest({ version, ...rooms }: RestParts): Surface {
  return Object.freeze<Surface>({
    links: [
      { path: 'api/docs/', title: 'API', description: 'Read about the REST API and try it.' },
      { path: 'api/openapi.json', title: 'OpenAPI', description: 'Generate a client from it.' },
    ],
    mount: async (server) => {
      const prefix = `${server.prefix}/api/`;
      await serveDocs(server, () => openApiDocument({ version, prefix }));
      await server.register(async (api) => mountEndpoints(api, rooms), { prefix: '/api' });
    },
  });
}

function mountEndpoints(api: FastifyInstance, rooms: RestRooms): void {
  const closing = new AbortController();
  api.addHook('preClose', async () => closing.abort());
  readBodiesAsJson(api);
  for (const endpoint of endpoints) {
    api.route({
      method: endpoint.method,
      url: `/${routePattern(endpoint)}`,
      config: { policy: endpoint.permission },
      bodyLimit: bodyBytes,
      // After the login, before the body is read.
      onRequest: (request) =>
        requireScope(rooms, {
          user: caller(request),
          permission: endpoint.permission,
          serial: (request.params as Partial<Call<unknown, unknown>['at']>).serial,
        }),
      handler: async (request, reply) => {
        void reply.headers(answerHeaders);
        return endpoint.answerTo(rooms, toRawCall(request, closing.signal));
      },
    });
  }
}

function routePattern({ path }: Endpoint): string {
  return path.replace(/\{(\w+)\}/g, (_, name: Parameter) => `:${name}${shapes[name]}`);
}

function toRawCall(
  request: FastifyRequest,
  closing: AbortSignal,
): Parameters<Endpoint['answerTo']>[1] {
  return {
    user: caller(request),
    at: request.params as Call<unknown, unknown>['at'],
    rawQuery: request.query as Record<string, unknown>,
    rawBody: request.body,
    closing,
  };
}
