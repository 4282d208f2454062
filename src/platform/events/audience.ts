import { assert } from '#base';
import type { DeliveryOptions, Listener } from './delivery.ts';
import { Follower } from './follower.ts';
import { Seat } from './seat.ts';
import type { EventRow, EventStore } from './store.ts';

/** What an {@link Audience} needs. */
export interface AudienceOptions extends Omit<DeliveryOptions, 'signal'> {
  readonly store: EventStore;
  /** How often followers look for what other processes recorded. */
  readonly pollMs: number;
  /** Hears at once that another process has recorded an event of this type, where the database tells. */
  readonly listen: (type: string, hear: () => void) => () => void;
}

/** Everybody who listens, by the type of event. */
export class Audience {
  readonly #options: AudienceOptions;
  readonly #stopping = new AbortController();
  readonly #seats = new Set<{ readonly type: string; readonly seat: Seat }>();
  readonly #followers = new Map<string, { readonly type: string; readonly follower: Follower }>();
  #poll: NodeJS.Timeout | undefined;
  #deafen: readonly (() => void)[] = [];

  constructor(options: AudienceOptions) {
    this.#options = options;
  }

  /** Adds a listener; the answer takes it away again. */
  add(type: string, listener: Listener<never>, name: string | undefined): () => void {
    return name === undefined ? this.#seat(type, listener) : this.#follow(type, listener, name);
  }

  /** Passes on one committed entry; returns before anybody has been told. */
  tell(row: EventRow): void {
    for (const { type, seat } of this.#seats) if (type === row.type) seat.tell(row);
    if (!this.#poll) return;
    for (const { type, follower } of this.#followers.values())
      if (type === row.type) void follower.wake();
  }

  async start(): Promise<void> {
    assert(!this.#poll, 'events have been started already');
    this.#poll = setInterval(() => void this.#wakeAll(), this.#options.pollMs).unref();
    this.#deafen = [...this.#followers.values()].map(({ type, follower }) =>
      this.#options.listen(type, () => void follower.wake()),
    );
    await this.#options.store.createCursors([...this.#followers.keys()]);
    void this.#wakeAll();
  }

  async stop(): Promise<void> {
    clearInterval(this.#poll);
    for (const deafen of this.#deafen) deafen();
    this.#stopping.abort();
    await Promise.all(this.#busy());
  }

  async idle(): Promise<void> {
    do {
      await Promise.all(this.#busy());
      if (this.#poll) await this.#wakeAll();
    } while (this.#busy().length > 0);
  }

  #seat(type: string, listener: Listener<never>): () => void {
    const seat = new Seat(listener, this.#delivery());
    const place = { type, seat };
    this.#seats.add(place);
    return () => {
      seat.leave();
      this.#seats.delete(place);
    };
  }

  #follow(type: string, listener: Listener<never>, name: string): () => void {
    assert(!this.#poll, `the listener ${name} came after the start`);
    assert(!this.#followers.has(name), `there are two listeners named ${name}`);
    const { store } = this.#options;
    const follower = new Follower({ name, type, listener, store, delivery: this.#delivery() });
    this.#followers.set(name, { type, follower });
    return () => {
      follower.leave();
      this.#followers.delete(name);
    };
  }

  #delivery(): DeliveryOptions {
    return { ...this.#options, signal: this.#stopping.signal };
  }

  async #wakeAll(): Promise<void> {
    await Promise.all([...this.#followers.values()].map(({ follower }) => follower.wake()));
  }

  #busy(): Promise<unknown>[] {
    const seats = [...this.#seats].map(({ seat }) => seat);
    const followers = [...this.#followers.values()].map(({ follower }) => follower);
    return [...seats, ...followers].flatMap(({ busy }) => (busy ? [busy] : []));
  }
}
