import type { Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { Dial } from './dial.ts';
import { asNetError, codeOf, NetError } from './net-error.ts';
import { findIpOctets } from '#x509';

/** What a handshake came to. */
export interface TlsAnswer {
  /** The application protocol that was agreed on; null when none was. */
  readonly alpn: string | null;
  /** Of the server, DER; null when it showed none. */
  readonly certificateDer: Uint8Array | null;
  readonly address: string;
}

/** A handshake to make. */
export interface TlsQuestion {
  /** A name, or an address without brackets. */
  readonly host: string;
  /** For the extension server_name. */
  readonly servername: string;
  /** The one application protocol to offer. */
  readonly alpn: string;
  readonly signal: AbortSignal;
}

/**
 * Makes one handshake in TLS 1.2 or 1.3 and hangs up. Nothing about the certificate is checked.
 *
 * @throws NetError `tls` when there is no handshake, and all that {@link Dial} throws.
 */
export async function tlsProbe(
  dial: Dial,
  port: number,
  { host, servername, alpn, signal }: TlsQuestion,
): Promise<TlsAnswer> {
  const { socket, address } = await dial(host, port, signal);
  try {
    const secure = await startTls(socket, { servername, alpn, signal });
    return {
      alpn: typeof secure.alpnProtocol === 'string' ? secure.alpnProtocol : null,
      certificateDer: secure.getPeerX509Certificate()?.raw ?? null,
      address,
    };
  } finally {
    socket.destroy();
  }
}

/** TLS over a connection that is there, whoever answers; without server_name where `servername` is an address. */
export async function startTls(
  socket: Socket,
  how: { readonly servername: string; readonly alpn?: string; readonly signal: AbortSignal },
): Promise<TLSSocket> {
  const { servername, alpn, signal } = how;
  const secure = connect({
    socket,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: false,
    ...(!findIpOctets(servername) && { servername }),
    ...(alpn !== undefined && { ALPNProtocols: [alpn] }),
  });
  const stop = (): void => void secure.destroy(new Error('aborted'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    await asNetError(secured(secure, signal), signal, (cause) => {
      return new NetError('tls', `There was no TLS handshake: ${codeOf(cause)}.`, cause);
    });
    return secure.on('error', () => undefined);
  } catch (error) {
    secure.on('error', () => undefined).destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function secured(secure: TLSSocket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(new Error('aborted'));
    secure.once('secureConnect', resolve).once('error', reject);
    secure.once('close', () => reject(Object.assign(new Error('closed'), { code: 'closed' })));
  });
}
