import { deliver } from './delivery.ts';
import type { DeliveryOptions, Listener } from './delivery.ts';
import { toEvent } from './stored-event.ts';
import type { EventStore, Head } from './store.ts';

const pageSize = 100;

/** What makes a named listener. */
export interface FollowerOptions {
  readonly name: string;
  readonly type: string;
  readonly listener: Listener<never>;
  readonly store: EventStore;
  readonly delivery: DeliveryOptions;
}

/**
 * A named listener: its place in the trail is kept in the database, so it hears of every event at least once, also of
 * those that other processes recorded or that came while nobody listened. After a crash it may hear some again.
 */
export class Follower {
  readonly #options: FollowerOptions;
  #busy: Promise<void> | undefined;
  #again = false;
  #left = false;

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  /** Looks for news; settles when all that there is has been told. */
  wake(): Promise<void> {
    if (this.#options.delivery.signal.aborted) return Promise.resolve();
    this.#again = true;
    this.#busy ??= this.#catchUp();
    return this.#busy;
  }

  /** Hears nothing more; its place is kept. */
  leave(): void {
    this.#left = true;
  }

  /** Settles when the news under way have been told; undefined when there are none. */
  get busy(): Promise<void> | undefined {
    return this.#busy;
  }

  async #catchUp(): Promise<void> {
    const { signal, report } = this.#options.delivery;
    while (this.#again && !signal.aborted) {
      this.#again = false;
      try {
        while (await this.#tellPage());
      } catch (error) {
        report(error);
      }
    }
    this.#busy = undefined;
  }

  /** Answers whether there may be more to tell. */
  async #tellPage(): Promise<boolean> {
    const { name, type, store, listener, delivery } = this.#options;
    const cursor = await store.findCursor(name);
    if (cursor === undefined) return false;
    let done: Head | undefined;
    for (const row of await store.listAfter(cursor, pageSize, type)) {
      if (this.#left || !(await deliver(toEvent(row), listener, delivery))) break;
      done = row;
    }
    if (done) await store.moveCursor(name, done);
    return done !== undefined && !delivery.signal.aborted;
  }
}
