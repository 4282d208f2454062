import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Authority } from '#authorities';
import { CaError, utf8 } from '#base';
import { requireAccount, requireEither, requireKey, type Posted } from './authenticate.ts';
import { payloadIsEmpty } from './payloads.ts';
import { AcmeFault, malformed, toFault, urn } from './problem.ts';
import { urlsOf } from './urls.ts';
import type { AccountCall, Answer, Call, SignedCall, Wire } from './wire.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The authority that an ACME request is for, once found. */
    acmeAuthority: Authority | null;
  }
}

/** The largest request that is read: a hundred names, or a key and a signature after quantum computers. */
export const maxRequestBytes: number = 128 << 10;

const config = { policy: 'public' } as const;
const serial = ':serial(^[0-9A-Fa-f:]+$)';
const otherMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Registers the addresses of the authorities; every answer is one of ACME's, errors as problem documents. */
export interface Routes {
  /** GET, for anybody. */
  open(path: string, act: (call: Call) => Promise<Answer>): void;
  /** HEAD and GET, which may differ in their status. */
  headOrGet(path: string, act: (call: Call, method: string) => Promise<Answer>): void;
  byKey(path: string, act: (call: SignedCall) => Promise<Answer>): void;
  byEither(path: string, act: (call: SignedCall | AccountCall) => Promise<Answer>): void;
  byAccount(path: string, act: (call: AccountCall) => Promise<Answer>): void;
  /** As `byAccount`, and the payload must be empty (POST-as-GET, RFC 8555 §6.3). */
  read(path: string, act: (call: AccountCall) => Promise<Answer>): void;
}

/** Makes the routes of one server below `acme/SERIAL/`. */
export function createRoutes(server: FastifyInstance, wire: Wire): Routes {
  prepare(server, wire);
  const add = (
    path: string,
    methods: readonly string[],
    act: (request: FastifyRequest) => Promise<Answer>,
  ): void => {
    const url = `/acme/${path.startsWith('directory/') ? path : `${serial}/${path}`}`;
    const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
      send(reply, await act(request));
    server.route({ method: [...methods], url, config, handler });
    const others = otherMethods.filter((method) => !methods.includes(method));
    server.route({ method: others, url, config, handler: () => refuseMethod(methods) });
  };
  const post = <T>(
    path: string,
    authenticate: (call: Call, posted: Posted) => Promise<T>,
    act: (call: T) => Promise<Answer>,
  ): void =>
    add(path, ['POST'], async (request) =>
      act(await authenticate(callOf(wire, request), postedOf(wire, request))),
    );
  return {
    open: (path, act) => add(path, ['GET', 'HEAD'], (request) => act(callOf(wire, request))),
    headOrGet: (path, act) =>
      add(path, ['GET', 'HEAD'], (request) => act(callOf(wire, request), request.method)),
    byKey: (path, act) => post(path, requireKey, act),
    byEither: (path, act) => post(path, requireEither, act),
    byAccount: (path, act) => post(path, requireAccount, act),
    read: (path, act) =>
      post(path, requireAccount, (call) => {
        if (!payloadIsEmpty(call.jws))
          throw malformed('A request that reads has an empty payload.');
        return act(call);
      }),
  };
}

/** Headers that every answer has, and the authority found before the body is read, so that errors have them too. */
function prepare(server: FastifyInstance, wire: Wire): void {
  server.decorateRequest('acmeAuthority', null);
  server.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: maxRequestBytes },
    (_, body, done) => done(null, body),
  );
  server.addHook('onRequest', async (request) => {
    request.acmeAuthority = await findAuthority(wire, request);
  });
  server.addHook('onSend', async (request, reply) => addHeaders(wire, request, reply));
  server.setErrorHandler((error, request, reply) => answerFault(error, request, reply));
}

async function findAuthority(wire: Wire, request: FastifyRequest): Promise<Authority> {
  const wanted = (request.params as { readonly serial?: string }).serial;
  const authority =
    wanted === undefined ? await preferred(wire) : await wire.authorities.find({ serial: wanted });
  if (!authority) throw notOpen();
  await wire.acme.requireOpen(authority);
  return authority;
}

/** The directory without a serial: of the authority that issues by default, else of the one that lasts longest. */
async function preferred({ acme, authorities }: Wire): Promise<Authority | undefined> {
  const all = await authorities.list();
  const policies = await Promise.all(all.map(({ id }) => acme.policy(id)));
  const open = all.filter((_, i) => policies[i]?.enabled);
  const first = await authorities.preferred();
  return (
    open.find(({ id }) => id === first.id) ??
    open.toSorted((a, b) => b.notAfter.getTime() - a.notAfter.getTime())[0]
  );
}

function notOpen(): CaError {
  return new CaError('not_found', 'There is no such authority for ACME clients.');
}

async function addHeaders(wire: Wire, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { acmeAuthority: authority } = request;
  if (!authority) return;
  const { directory } = urlsOf(wire.base, authority);
  const links = [reply.getHeader('link') ?? []].flat().map(String);
  const isDirectory = request.routeOptions.url?.includes('/acme/directory/') ?? false;
  if (!isDirectory) void reply.header('link', [`<${directory}>;rel="index"`, ...links]);
  if (request.method !== 'POST') return;
  void reply.header('replay-nonce', await wire.nonces.issue(authority));
  void reply.header('cache-control', 'no-store');
}

function answerFault(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { type, status, message, headers, members } = toFault(error);
  if (status >= 500) request.log.error({ err: error }, 'ACME request failed');
  return reply
    .code(status)
    .headers(headers)
    .type('application/problem+json')
    .send(json({ type: urn(type), status, detail: message, ...members }));
}

async function refuseMethod(methods: readonly string[]): Promise<never> {
  const allow = methods.join(', ');
  throw new AcmeFault('malformed', 405, `Only ${allow}.`, { headers: { allow } });
}

function callOf(wire: Wire, request: FastifyRequest): Call {
  const { acmeAuthority: authority, params, query } = request;
  if (!authority) throw notOpen();
  return {
    wire,
    authority,
    urls: urlsOf(wire.base, authority),
    params: params as Readonly<Record<string, string>>,
    query: query as Readonly<Record<string, unknown>>,
    accept: request.headers.accept,
    client: request.ip,
  };
}

function postedOf({ url }: Wire, request: FastifyRequest): Posted {
  const { body } = request;
  return {
    contentType: request.headers['content-type'],
    body: body instanceof Uint8Array ? body : new Uint8Array(0),
    url: url + request.url,
  };
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  const { status = 200, body, contentType = 'application/json', headers = {}, links } = answer;
  void reply.code(status).headers(headers);
  if (links) {
    void reply.header(
      'link',
      links.map(({ url, rel }) => `<${url}>;rel="${rel}"`),
    );
  }
  if (body === undefined) return reply.send();
  return reply.type(contentType).send(body instanceof Uint8Array ? body : json(body));
}

/** As octets: to a text the server would add a charset, which the media types of ACME do not have. */
function json(value: object): Uint8Array {
  return utf8(JSON.stringify(value));
}
