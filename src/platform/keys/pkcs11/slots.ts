import { CaError } from '#base';

const mostWaiting = 1000;

/** A bounded number of places, named 0, 1, 2, …, and the queue before them: first come, first served. */
export class Slots {
  readonly #taken = new Set<number>();
  readonly #queue: ((slot: number) => void)[] = [];
  #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  /** Runs `work` with a place of its own. @throws CaError `busy` when a thousand wait already. */
  async hold<T>(work: (slot: number) => Promise<T>): Promise<T> {
    const slot = await this.#take();
    try {
      return await work(slot);
    } finally {
      this.#taken.delete(slot);
      this.#serve();
    }
  }

  /** Leaves no more than `size` places, and at least one. */
  limit(size: number): void {
    this.#size = Math.max(1, Math.min(size, this.#size));
  }

  #take(): Promise<number> {
    if (this.#queue.length >= mostWaiting)
      throw new CaError('busy', 'Too many signatures wait for the token already; try again.');
    return new Promise((resolve) => {
      this.#queue.push(resolve);
      this.#serve();
    });
  }

  #serve(): void {
    const free = this.#findFree();
    if (free === undefined) return;
    const next = this.#queue.shift();
    if (!next) return;
    this.#taken.add(free);
    next(free);
  }

  #findFree(): number | undefined {
    for (let slot = 0; slot < this.#size; slot++) if (!this.#taken.has(slot)) return slot;
    return undefined;
  }
}
