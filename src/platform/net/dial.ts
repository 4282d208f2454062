import { connect, type Socket } from 'node:net';
import { second } from '#base';
import { findIpOctets } from '#x509';
import type { AddressGuard } from './address-guard.ts';
import type { Resolve } from './dns.ts';
import { asNetError, codeOf, NetError } from './net-error.ts';

/** A connection to an address that the guard let pass. */
export interface Dialled {
  readonly socket: Socket;
  readonly address: string;
}

/** Connects to a host: a name, or an address without brackets. */
export type Dial = (host: string, port: number, signal: AbortSignal) => Promise<Dialled>;

const mostAddresses = 4;
const connectMs = 4 * second;

/**
 * Looks a name up once, drops what the guard refuses and connects to what is left, IPv6 first, at most four addresses
 * one after the other. The connection is made to the address itself: what the name says a moment later changes nothing.
 */
export function createDial(resolve: Resolve, guard: AddressGuard): Dial {
  return async (host, port, signal) => {
    const addresses = await lookUp(resolve, host, signal);
    const open = addresses.filter(guard).slice(0, mostAddresses);
    if (open.length === 0) throw nowhere(host, addresses);
    let last: unknown;
    for (const address of open) {
      try {
        return { socket: await connectTo(address, port, signal), address };
      } catch (error) {
        last = error;
        if (signal.aborted) break;
      }
    }
    throw last;
  };
}

async function lookUp(
  resolve: Resolve,
  host: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (findIpOctets(host)) return [host];
  const answers = await Promise.allSettled([
    resolve(host, 'AAAA', signal),
    resolve(host, 'A', signal),
  ]);
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const failed = answers.find((answer) => answer.status === 'rejected');
  if (found.length === 0 && failed) throw failed.reason;
  return found;
}

function nowhere(host: string, addresses: readonly string[]): NetError {
  if (addresses.length === 0) {
    return new NetError('dns', `DNS problem: ${host} has no A and no AAAA record.`);
  }
  return new NetError(
    'forbidden',
    `${host} leads to addresses that are not public and that the policy of this authority does not name.`,
  );
}

async function connectTo(address: string, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host: address, port });
  const slow = setTimeout(() => socket.destroy(timedOut(address, port)), connectMs);
  const stop = (): void => void socket.destroy(new Error('aborted'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    await asNetError(connected(socket, signal), signal, (cause) =>
      failed(`Could not connect to port ${port} of ${address}: ${codeOf(cause)}.`, cause),
    );
    // Errors from here on are told by whoever reads; one that nobody waits for must not end the process.
    return socket.on('error', () => undefined);
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(slow);
    signal.removeEventListener('abort', stop);
  }
}

function connected(socket: Socket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(new Error('aborted'));
    socket.once('connect', resolve).once('error', reject);
  });
}

function timedOut(address: string, port: number): NetError {
  return new NetError('timeout', `There was no answer from port ${port} of ${address} in time.`);
}

function failed(detail: string, cause: unknown): NetError {
  return new NetError('connection', detail, cause);
}
