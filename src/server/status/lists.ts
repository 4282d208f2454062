import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Authorities } from '#authorities';
import { CaError, type Clock } from '#base';
import type { Crl, CrlName } from '#crl';
import { listDocument, type ListForm } from './list-document.ts';
import { sendDocument } from './send.ts';

/** The rooms that lists come from. */
export interface ListRooms {
  readonly authorities: Pick<Authorities, 'find'>;
  readonly crl: Pick<Crl, 'find' | 'read'>;
  readonly clock: Clock;
}

interface Parameters {
  readonly serial: string;
  readonly shard?: string;
}

const serial = ':serial(^[0-9A-Fa-f:]+$)';

/** Every address of a list, and which one is meant. */
const addresses: readonly (readonly [url: string, name: (at: Parameters) => CrlName])[] = [
  [`/crl/${serial}/`, () => ({ contains: 'user' })],
  [`/crl/ca/${serial}/`, () => ({ contains: 'ca' })],
  [`/crl/${serial}/delta/`, () => ({ contains: 'user', delta: true })],
  [
    `/crl/${serial}/shard/:shard(^[0-9]{1,3}\\.crl$)`,
    ({ shard = '' }) => ({ contains: 'user', shard: Number.parseInt(shard, 10) }),
  ],
];

/**
 * Serves `crl/<serial>/` and its like: the last list that was published, also of an authority that is disabled or has
 * expired, also when the list is old: who reads it sees that.
 */
export function serveLists(server: FastifyInstance, rooms: ListRooms): void {
  for (const [url, name] of addresses) {
    server.route({
      method: ['GET', 'HEAD'],
      url,
      config: { policy: 'public' },
      handler: (request, reply) => sendList(rooms, request, reply, name),
    });
  }
}

async function sendList(
  { authorities, crl, clock }: ListRooms,
  request: FastifyRequest,
  reply: FastifyReply,
  name: (at: Parameters) => CrlName,
): Promise<FastifyReply> {
  const at = request.params as Parameters;
  const form = findForm(request.query);
  if (!form) return reply.code(400).type('text/plain').send('Invalid encoding requested.');
  const authority = await authorities.find({ serial: at.serial });
  const list = authority && (await crl.find(authority, name(at)));
  if (!list) throw new CaError('not_found', 'There is no such list.');
  return sendDocument(request, reply, listDocument(crl, list, form), clock.now());
}

function findForm(query: unknown): ListForm | undefined {
  const { encoding = 'DER' } = query as { readonly encoding?: unknown };
  return encoding === 'DER' || encoding === 'PEM' ? encoding : undefined;
}
