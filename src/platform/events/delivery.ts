import { setTimeout } from 'node:timers/promises';
import type { StoredEvent } from './stored-event.ts';

/** Whoever wants to hear of an event. What it throws is reported, and it is told again. */
export type Listener<Payload extends object> = (
  event: StoredEvent<Payload>,
) => void | Promise<void>;

/** How listeners are told. */
export interface DeliveryOptions {
  readonly report: (error: unknown) => void;
  /** How often a listener that throws is told of the same event, the first time included. */
  readonly attempts: number;
  /** The wait before the second time; it doubles with each further one. */
  readonly retryMs: number;
  /** Ends the waiting between two tries. */
  readonly signal: AbortSignal;
}

/**
 * Tells one listener of one event until it does not throw, or often enough; never throws itself.
 * Answers false when it was stopped before either.
 */
export async function deliver(
  event: StoredEvent,
  listener: Listener<never>,
  { report, attempts, retryMs, signal }: DeliveryOptions,
): Promise<boolean> {
  for (let attempt = 1; !signal.aborted; attempt++) {
    try {
      await listener(event as never);
      return true;
    } catch (error) {
      report(error);
    }
    if (attempt >= attempts) return true;
    await setTimeout(retryMs * 2 ** (attempt - 1), undefined, { signal }).catch(() => undefined);
  }
  return false;
}
