import { Client } from 'pg';
import type { ClientConfig } from 'pg';
import { Turns } from './turns.ts';

/** What the driver can do and its types do not say: whether the connection keeps the process alive. */
type LoopClient = Client & { ref(): void; unref(): void };

/** Who makes use of a {@link StandingConnection}. */
export interface Standing {
  /** Is called with each new connection. Where it throws, that is given up as if it had been lost. */
  begin(client: Client): Promise<void>;
  /** Is called when it has gone. */
  lose?(): void;
}

/** The wait before a lost connection is opened anew; it doubles with each try that fails, up to the second. */
const retryMs = 100;
const maxRetryMs = 2000;

/**
 * How long after a server is back everybody has come back to it who is still alive: longer than they wait between two
 * tries.
 */
export const returnMs = 3000;

/**
 * A connection that stands as long as the process, for what a server ties to one: opened when it is first of use, and
 * anew, by itself, when it is lost. Keeps no process alive but while it is made ready.
 */
export class StandingConnection {
  readonly #config: ClientConfig;
  readonly #users: Standing[] = [];
  readonly #turns = new Turns();
  #client: LoopClient | undefined;
  #retry: NodeJS.Timeout | undefined;
  #waitMs = retryMs;
  #closed = false;

  constructor(config: ClientConfig) {
    this.#config = config;
  }

  /** Lets `user` have each connection from now on. Settles after the first try, however that ended. */
  use(user: Standing): Promise<void> {
    return this.#turns.take(async () => {
      this.#users.push(user);
      if (this.#client) await this.#begin(this.#client, [user]);
      else if (!this.#retry) await this.#open();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#client?.end();
  }

  async #open(): Promise<void> {
    this.#retry = undefined;
    const client = new Client(this.#config) as LoopClient;
    client.on('error', () => this.#lose(client));
    client.on('end', () => this.#lose(client));
    this.#client = client;
    await this.#begin(client, this.#users, () => client.connect());
  }

  async #begin(
    client: LoopClient,
    users: readonly Standing[],
    connect = async (): Promise<unknown> => client.ref(),
  ): Promise<void> {
    try {
      await connect();
      for (const user of users) await user.begin(client);
      client.unref();
      this.#waitMs = retryMs;
    } catch {
      await client.end().catch(() => undefined);
      this.#lose(client);
    }
  }

  #lose(client: Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    if (this.#closed) return;
    for (const user of this.#users) user.lose?.();
    this.#retry = setTimeout(() => void this.#turns.take(() => this.#open()), this.#waitMs).unref();
    this.#waitMs = Math.min(this.#waitMs * 2, maxRetryMs);
  }
}
