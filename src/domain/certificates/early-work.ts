import type { Authority } from '#authorities';
import type { Recorded } from './issue.ts';
import type { IssueRequest } from './certificate.ts';
import type { OrderRow } from './tables.ts';

/** An order as it was booked, and what was done for it already by whoever booked it. */
export interface Early {
  readonly row: OrderRow;
  readonly authority: Authority;
  readonly request: IssueRequest;
  /** What is to be signed, on record with the order; or why there is nothing to sign. */
  readonly outcome: Recorded | { readonly error: unknown };
}

const most = 500;

/** Keeps what was done early for the job that follows, in this process: the same job elsewhere reads what is on record. */
export class EarlyWork {
  readonly #kept = new Map<number, Early>();

  /** Keeps it under the id of the order; of more than 500 the oldest is forgotten. */
  keep(orderId: number, early: Early): void {
    const [oldest] = this.#kept.size >= most ? this.#kept.keys() : [];
    if (oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(orderId, early);
  }

  /** Gives it out, once. */
  take(orderId: number): Early | undefined {
    const early = this.#kept.get(orderId);
    this.#kept.delete(orderId);
    return early;
  }
}
