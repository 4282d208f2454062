import { Client } from 'pg';
import type { ClientConfig, Notification } from 'pg';
import { randomText } from '#base';

type Hear = () => void;

/** What the driver can do and its types do not say: whether the connection keeps the process alive. */
type LoopClient = Client & { unref(): void };

const channel = 'certwright';

/** The wait before a lost connection is opened anew; it doubles with each try that fails, up to the second. */
const retryMs = 100;
const maxRetryMs = 5000;

/**
 * Tells of what other processes have committed, by LISTEN and NOTIFY: the message leaves with the commit, or never. A
 * connection of its own hears them, opened when the first one listens. Messages of the time without a connection are
 * lost, so whenever it stands again everybody is told as if each topic had been named.
 */
export class Listener {
  readonly #config: ClientConfig;
  /** Names this process in its own messages, which it need not hear. */
  readonly #sender = randomText(12);
  readonly #hearers = new Map<string, Set<Hear>>();
  #client: LoopClient | undefined;
  #retry: NodeJS.Timeout | undefined;
  #waitMs = retryMs;
  #started = false;
  #closed = false;

  constructor(config: ClientConfig) {
    this.#config = config;
  }

  /** SQL for the end of a transaction that tells other processes of `topics`, which are words of ours. */
  notification(topics: ReadonlySet<string>): string {
    return topics.size === 0 ? '' : `notify ${channel}, '${[this.#sender, ...topics].join(' ')}'; `;
  }

  /** Calls `hear` whenever another process told of `topic`, and when it may have; the answer ends that. */
  listen(topic: string, hear: Hear): () => void {
    const hearers = this.#hearers.get(topic) ?? new Set();
    this.#hearers.set(topic, hearers.add(hear));
    if (!this.#started) void this.#connect();
    this.#started = true;
    return () => void hearers.delete(hear);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#client?.end();
  }

  async #connect(): Promise<void> {
    const client = new Client(this.#config) as LoopClient;
    client.on('error', () => this.#lose(client));
    client.on('end', () => this.#lose(client));
    client.on('notification', (message) => this.#hear(message));
    this.#client = client;
    try {
      await client.connect();
      client.unref();
      await client.query(`listen ${channel}`);
    } catch {
      await client.end().catch(() => undefined);
      return this.#lose(client);
    }
    this.#waitMs = retryMs;
    for (const topic of this.#hearers.keys()) this.#tell(topic);
  }

  #hear({ payload = '' }: Notification): void {
    const [sender, ...topics] = payload.split(' ');
    if (sender === this.#sender) return;
    for (const topic of topics) this.#tell(topic);
  }

  #tell(topic: string): void {
    for (const hear of this.#hearers.get(topic) ?? []) hear();
  }

  #lose(client: Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    if (this.#closed) return;
    this.#retry = setTimeout(() => void this.#connect(), this.#waitMs).unref();
    this.#waitMs = Math.min(this.#waitMs * 2, maxRetryMs);
  }
}
