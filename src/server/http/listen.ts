import type { FastifyInstance } from 'fastify';
import { CaError } from '#base';

/** Where to listen: a host name or IP address, and a port (0 for any free one). */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Starts listening and gives the origin, such as `http://127.0.0.1:8000`.
 *
 * @throws CaError `address_in_use` when the system will not let us have this address.
 */
export async function listen(fastify: FastifyInstance, address: Address): Promise<string> {
  // One socket: for `localhost` Fastify would open a second one, whose connections closing does not sweep.
  const host = address.host === 'localhost' ? '127.0.0.1' : address.host;
  try {
    return await fastify.listen({ host, port: address.port });
  } catch (error) {
    throw explain(error, address) ?? error;
  }
}

function explain(error: unknown, { host, port }: Address): CaError | undefined {
  const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
  return reason && new CaError('address_in_use', reason(host, port), { cause: error });
}

const reasons: Record<string, (host: string, port: number) => string> = {
  EADDRINUSE: (host, port) =>
    `Another program listens on port ${port} of ${host}: stop it, or choose another port.`,
  EACCES: (_host, port) =>
    `This user may not listen on port ${port}: choose one from 1024 up, or grant the right to low ports.`,
  EADDRNOTAVAIL: (host) =>
    `This machine has no address ${host}: choose one of its own to listen on.`,
  ENOTFOUND: (host) => `No address is known for the host ${host}: choose another to listen on.`,
};
