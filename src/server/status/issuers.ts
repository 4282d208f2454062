import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Authorities } from '#authorities';
import { CaError, present, type Clock } from '#base';
import { issuerDocument, issuerForms, type IssuerForm } from './issuer-document.ts';
import { sendDocument } from './send.ts';

/** The rooms that certificates of issuers come from. */
export interface IssuerRooms {
  readonly authorities: Pick<Authorities, 'find' | 'above'>;
  readonly clock: Clock;
}

const file = `:file(^[0-9A-Fa-f:]+\\.(?:${issuerForms.join('|')})$)`;

/**
 * Serves `issuer/<serial>.der`, and the chain above it, itself first, as `.pem` and `.p7c`: also for an authority that
 * is disabled or has expired.
 */
export function serveIssuers(server: FastifyInstance, rooms: IssuerRooms): void {
  server.route({
    method: ['GET', 'HEAD'],
    url: `/issuer/${file}`,
    config: { policy: 'public' },
    handler: (request, reply) => sendIssuer(rooms, request, reply),
  });
}

async function sendIssuer(
  { authorities, clock }: IssuerRooms,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const [serial = '', form] = (request.params as { readonly file: string }).file.split('.');
  const authority = await authorities.find({ serial });
  if (!authority) throw new CaError('not_found', 'There is no such issuer.');
  const chain = [authority.certificate, ...(await authorities.above(authority))];
  const document = issuerDocument(chain, present(form, 'form of an issuer') as IssuerForm);
  return sendDocument(request, reply, document, clock.now());
}
