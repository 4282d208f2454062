import { Socket, type BoundSocket } from 'node:net';

/** Whether more may come, or waits until the socket is resumed. */
export type Heard = 'more' | 'wait';

/** A connection that is listened to, until it is released. */
export interface Line {
  readonly socket: Socket;
  /** From now on what comes in is `data` of the socket, as usual. */
  release(): void;
}

/** What Node keeps for itself of a socket that it has accepted: its end in the system, and the server that counts it. */
interface Accepted {
  _handle: BoundSocket | null;
  _server: unknown;
}

/** For all connections, as much as Node reads at a time: what is in it is heard before anything else is read. */
const shared = Buffer.allocUnsafeSlow(1 << 16);

/**
 * Listens to a connection without memory of its own for each piece that comes in: to take that and to give it back is a
 * quarter of what an answer at hand costs. Node reads so (`onread`) for whoever makes a socket, but not those that a
 * server has accepted; hence the connection goes over to a socket made here, and `accepted` is an empty shell.
 *
 * @param hear  Is given what has come in, one character for each octet.
 */
export function openLine(accepted: Socket, hear: (text: string) => Heard): Line {
  const shell = accepted as Socket & Accepted;
  const { _handle, _server, allowHalfOpen } = shell;
  let isReleased = false;
  const callback = (length: number): boolean =>
    isReleased
      ? socket.push(Buffer.from(shared.subarray(0, length)))
      : hear(shared.toString('latin1', 0, length)) === 'more';
  const socket = new Socket({
    ...(_handle && { handle: _handle }),
    allowHalfOpen,
    noDelay: true,
    onread: { buffer: shared, callback },
  });
  Object.assign(socket, { _server });
  Object.assign(shell, { _handle: null, _server: null });
  socket.resume();
  return { socket, release: () => void (isReleased = true) };
}
