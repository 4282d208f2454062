import { isCaError, second } from '#base';
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

const maxWaitMs = 10 * second;

/**
 * Tells one listener of one event until it does not throw, or often enough; never throws itself. A listener that throws
 * `busy`, because the database is away or the disk is full, is told until it can hear.
 * Answers false when it was stopped before either.
 */
export async function deliver(
  event: StoredEvent,
  listener: Listener<never>,
  { report, attempts, retryMs, signal }: DeliveryOptions,
): Promise<boolean> {
  for (let attempt = 1; !signal.aborted; attempt++) {
    const error = await failureOf(event, listener);
    if (error === undefined) return true;
    report(error);
    if (attempt >= attempts && !isCaError(error, 'busy')) return true;
    const waitMs = Math.min(retryMs * 2 ** (attempt - 1), maxWaitMs);
    await setTimeout(waitMs, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

async function failureOf(event: StoredEvent, listener: Listener<never>): Promise<unknown> {
  try {
    await listener(event as never);
    return undefined;
  } catch (error) {
    return error ?? new Error('a listener threw nothing');
  }
}
