import { deliver } from './delivery.ts';
import type { DeliveryOptions, Listener } from './delivery.ts';
import { toEvent } from './stored-event.ts';
import type { EventRow } from './store.ts';

/**
 * A listener that lives as long as the process: told of what is committed here while it is registered, one event after
 * the other in the order of commits. What it has not heard when the process ends, it never hears.
 */
export class Seat {
  readonly #listener: Listener<never>;
  readonly #options: DeliveryOptions;
  #tail: Promise<unknown> | undefined;
  #left = false;

  constructor(listener: Listener<never>, options: DeliveryOptions) {
    this.#listener = listener;
    this.#options = options;
  }

  tell(row: EventRow): void {
    const tail = (this.#tail ?? Promise.resolve()).then(async () => {
      if (!this.#left) await deliver(toEvent(row), this.#listener, this.#options);
      if (this.#tail === tail) this.#tail = undefined;
    });
    this.#tail = tail;
  }

  leave(): void {
    this.#left = true;
  }

  /** Settles when everything that waits now has been told; undefined when nothing waits. */
  get busy(): Promise<unknown> | undefined {
    return this.#tail;
  }
}
