import { once } from 'node:events';
import { createServer } from 'node:net';
import { CaError } from '#base';

/**
 * Takes an address for a moment and gives it back, so that nothing has been written when it cannot be had. Who connects
 * in that moment is sent away without a word: half a server must not look like one.
 *
 * @throws CaError `address_in_use`.
 */
export async function checkAddress({
  host,
  port,
}: {
  readonly host: string;
  readonly port: number;
}): Promise<void> {
  const probe = createServer((socket) => socket.destroy());
  try {
    probe.listen({ host, port });
    await once(probe, 'listening');
  } catch (error) {
    const why = reasons[(error as NodeJS.ErrnoException).code ?? ''];
    if (why === undefined) throw error;
    const detail = `Cannot listen on port ${port} of ${host}: ${why}. Another one is chosen by CERTWRIGHT_PORT and CERTWRIGHT_HOST.`;
    throw new CaError('address_in_use', detail, { cause: error });
  }
  probe.close();
  await once(probe, 'close');
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'this user may not have it (ports below 1024 need a right of their own)',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'no such host is known',
  EAI_AGAIN: 'the name service does not answer',
};
