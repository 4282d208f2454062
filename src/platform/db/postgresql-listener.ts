import type { Client, Notification } from 'pg';
import { randomText } from '#base';
import type { StandingConnection } from './postgresql-standing.ts';

type Hear = () => void;

const channel = 'certwright';

/**
 * Tells of what other processes have committed, by LISTEN and NOTIFY: the message leaves with the commit, or never.
 * Messages of a time without a connection are lost, so whenever it stands again everybody is told as if each topic had
 * been named.
 */
export class Listener {
  readonly #connection: StandingConnection;
  /** Names this process in its own messages, which it need not hear. */
  readonly #sender = randomText(12);
  readonly #hearers = new Map<string, Set<Hear>>();
  #started = false;

  constructor(connection: StandingConnection) {
    this.#connection = connection;
  }

  /** SQL for the end of a transaction that tells other processes of `topics`, which are words of ours. */
  notification(topics: ReadonlySet<string>): string {
    return topics.size === 0 ? '' : `notify ${channel}, '${[this.#sender, ...topics].join(' ')}'; `;
  }

  /** Calls `hear` whenever another process told of `topic`, and when it may have; the answer ends that. */
  listen(topic: string, hear: Hear): () => void {
    const hearers = this.#hearers.get(topic) ?? new Set();
    this.#hearers.set(topic, hearers.add(hear));
    if (!this.#started) void this.#connection.use({ begin: (client) => this.#begin(client) });
    this.#started = true;
    return () => void hearers.delete(hear);
  }

  async #begin(client: Client): Promise<void> {
    client.on('notification', (message) => this.#hear(message));
    await client.query(`listen ${channel}`);
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
}
