import type { Authority } from '#authorities';
import type { IssueRequest } from './certificate.ts';
import type { Recorded } from './issuance.ts';
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

/**
 * Keeps what was done early for the job that follows, in this process: the same job elsewhere reads what is on record.
 * Orders go by their slug, as a database that has lost rows gives their ids out anew.
 */
export class EarlyWork {
  readonly #kept = new Map<string, Early>();

  /** Of more than 500 the oldest is forgotten. */
  keep(slug: string, early: Early): void {
    const [oldest] = this.#kept.size >= most ? this.#kept.keys() : [];
    if (oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(slug, early);
  }

  /** Gives it out, once. */
  take(slug: string): Early | undefined {
    const early = this.#kept.get(slug);
    this.#kept.delete(slug);
    return early;
  }
}
