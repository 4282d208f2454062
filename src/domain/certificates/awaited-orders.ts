import { notify, type AnyTransaction, type Database } from '#db';
import type { OrderStore } from './order-store.ts';
import type { OrderRow } from './tables.ts';

/** What processes tell each other when orders have ended. */
const topic = 'orders';

/** How often to look where nobody tells. */
const pollMs = 200;

type Resolve = (ended: OrderRow | undefined) => void;

/** Tells the other processes, with the commit of `trx`, that orders have ended. */
export function tellEnded(trx: AnyTransaction): void {
  notify(trx, topic);
}

/** Who waits here for orders that other processes work on. One look serves them all. */
export class AwaitedOrders {
  readonly #db: Database;
  readonly #store: OrderStore;
  readonly #waiting = new Map<number, Set<Resolve>>();
  #deafen: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking = false;
  #again = false;

  constructor(db: Database, store: OrderStore) {
    this.#db = db;
    this.#store = store;
  }

  /** Resolves with the order once it has ended, else after `milliseconds`. */
  next(id: number, milliseconds: number): Promise<OrderRow | undefined> {
    return new Promise((resolve) => {
      const waiters = this.#waiting.get(id) ?? new Set<Resolve>();
      const finish: Resolve = (ended) => {
        clearTimeout(timer);
        waiters.delete(finish);
        if (waiters.size === 0) this.#waiting.delete(id);
        this.#listen();
        resolve(ended);
      };
      const timer = setTimeout(finish, milliseconds, undefined);
      this.#waiting.set(id, waiters.add(finish));
      this.#listen();
    });
  }

  /** Looks while somebody waits, and only then. */
  #listen(): void {
    if (this.#waiting.size === 0) {
      clearInterval(this.#timer);
      this.#deafen?.();
      this.#timer = this.#deafen = undefined;
      return;
    }
    this.#timer ??= setInterval(() => void this.#look(), pollMs);
    this.#deafen ??= this.#db.listen(topic, () => void this.#look());
  }

  /** A call during another makes that one look once more. */
  async #look(): Promise<void> {
    this.#again = true;
    if (this.#looking) return;
    this.#looking = true;
    while (this.#again) {
      this.#again = false;
      // Where the database is away for a moment, the next look finds them.
      const ended = await this.#store.listEnded([...this.#waiting.keys()]).catch(() => []);
      for (const row of ended) for (const finish of this.#waiting.get(row.id) ?? []) finish(row);
    }
    this.#looking = false;
  }
}
