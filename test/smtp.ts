import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions, SMTPServerSession } from 'smtp-server';

/** A mail as it arrived. */
export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  /** Head and body, octet for octet. */
  readonly raw: string;
  /** Who logged in, if anybody did. */
  readonly user: string | undefined;
  /** Whether it came through TLS. */
  readonly secure: boolean;
}

/** A mail server on a free port of this machine. */
export interface TestMailServer extends AsyncDisposable {
  readonly port: number;
  readonly received: Received[];
  /** What to say to the next mails instead of taking them; undefined takes them again. */
  refuse: { readonly responseCode: number } | 'silence' | undefined;
}

/** Starts a real SMTP server on the loopback; without `options` it speaks in the clear and wants no login. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<TestMailServer> {
  const received: Received[] = [];
  const state: { refuse: TestMailServer['refuse'] } = { refuse: undefined };
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    closeTimeout: 100,
    ...options,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        // Everything is here, and the answer never comes.
        if (state.refuse === 'silence') {
          for (const each of server.connections) each.close();
          return;
        }
        if (state.refuse) {
          done(Object.assign(new Error('not now'), state.refuse));
          return;
        }
        received.push(toReceived(session, Buffer.concat(chunks).toString()));
        done();
      });
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return Object.assign(state, {
    port,
    received,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}

function toReceived({ envelope, user, secure }: SMTPServerSession, raw: string): Received {
  const { mailFrom, rcptTo } = envelope;
  return {
    from: mailFrom ? mailFrom.address : '',
    to: rcptTo.map(({ address }) => address),
    raw,
    user: user as string | undefined,
    secure,
  };
}
