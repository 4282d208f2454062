import { assert } from '#base';
import type { Transaction } from 'kysely';

/** Any of Kysely's transaction objects, whichever tables it knows. */
export interface AnyTransaction {
  readonly isTransaction: true;
}

/** What a caller does between `begin` and `commit`. May be run a second time. */
export type Work<T> = (trx: Transaction<unknown>) => Promise<T>;

/** One run of a work: whether it is going on, and what is to follow its commit. */
export interface Frame {
  open: boolean;
  readonly hooks: (() => void)[];
  /** What other processes are told with the commit. */
  readonly topics: Set<string>;
}

const frames = new WeakMap<object, Frame>();

/** Ties a transaction object to the run of the work that gets it. */
export function bindFrame(trx: AnyTransaction, frame: Frame): void {
  frames.set(trx, frame);
}

/**
 * Runs `act` right after the commit that makes the work of `trx` durable, before its caller hears of it, and never when
 * it rolled back. What `act` throws is reported and changes nothing.
 *
 * @param trx  The very object that was handed to the work.
 */
export function afterCommit(trx: AnyTransaction, act: () => void): void {
  const frame = frames.get(trx);
  assert(frame?.open, 'afterCommit needs the transaction object of a running work');
  frame.hooks.push(act);
}

/**
 * Tells the other processes on this database that something about `topic` has changed, with the commit that makes it so;
 * see {@link Database.listen}. Told once however often a work says so.
 *
 * @param trx  The very object that was handed to the work.
 * @param topic  A lower-case word.
 */
export function notify(trx: AnyTransaction, topic: string): void {
  const frame = frames.get(trx);
  assert(frame?.open, 'notify needs the transaction object of a running work');
  assert(/^[a-z]{1,40}$/.test(topic), 'a topic is a lower-case word');
  frame.topics.add(topic);
}

/**
 * The same transaction as seen by a room that knows other tables than its caller.
 *
 * @param trx  The very object that was handed to the work.
 */
export function transactionOf<Tables>(trx: AnyTransaction): Transaction<Tables> {
  assert(frames.has(trx), 'this is not the transaction object that was handed to the work');
  return trx as unknown as Transaction<Tables>;
}
