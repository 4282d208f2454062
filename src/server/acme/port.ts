import type { FastifyInstance } from 'fastify';
import { assert } from '#base';

/** An address that begins with `origin`; where the port in that is 0, with the one that the server came to listen on. */
export function withPort(
  address: string,
  origin: string,
  { server }: Pick<FastifyInstance, 'server'>,
): string {
  if (!origin.endsWith(':0') || !address.startsWith(origin)) return address;
  const heard = server.address();
  assert(typeof heard === 'object' && heard !== null, 'a server that listens on a port');
  return `${origin.slice(0, -1)}${heard.port}${address.slice(origin.length)}`;
}
