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
  /** What is to follow when there is none. */
  readonly undone: (() => void)[];
  /** What other processes are told with the commit. */
  readonly topics: Set<string>;
  /** Statements that the work has sent and did not wait for. */
  readonly sent: Sent<unknown>[];
  /** What this work, and those before it in the same commit, have found out. */
  readonly known: Map<object, unknown>;
}

/** What a statement gives that its work does not wait for. */
export interface Later<T> {
  /** After the commit. Before it there is none, nor ever when the work was undone: asking then is a mistake. */
  readonly value: T;
  /** For a work that cannot go on without it. */
  answer(): Promise<T>;
  /** What `read` makes of it. */
  map<U>(read: (value: T) => U): Later<U>;
}

const run = Symbol('frame');

/** A transaction object that was handed to a work: nothing that Kysely makes of it is one. */
interface Bound extends AnyTransaction {
  [run]?: Frame;
}

/** Ties a transaction object to the run of the work that gets it. */
export function bindFrame(trx: AnyTransaction, frame: Frame): void {
  (trx as Bound)[run] = frame;
}

/**
 * Runs `act` right after the commit that makes the work of `trx` durable, before its caller hears of it, and never when
 * it rolled back. What `act` throws is reported and changes nothing.
 *
 * @param trx  The very object that was handed to the work.
 */
export function afterCommit(trx: AnyTransaction, act: () => void): void {
  openFrame(trx, 'afterCommit').hooks.push(act);
}

/**
 * Runs `act` when this run of the work of `trx` has come to nothing: it threw, or was rolled back with others, and may then
 * be run again; or nobody knows. Of `act` and what was given to {@link afterCommit}, one is run, once.
 *
 * @param trx  The very object that was handed to the work.
 */
export function afterUndo(trx: AnyTransaction, act: () => void): void {
  openFrame(trx, 'afterUndo').undone.push(act);
}

/**
 * Tells the other processes on this database that something about `topic` has changed, with the commit that makes it so;
 * see {@link Database.listen}. Told once however often a work says so.
 *
 * @param trx  The very object that was handed to the work.
 * @param topic  A lower-case word, or some with dots.
 */
export function notify(trx: AnyTransaction, topic: string): void {
  assert(/^[a-z._]{1,60}$/.test(topic), 'a topic is a lower-case word');
  openFrame(trx, 'notify').topics.add(topic);
}

/**
 * Lets the work of `trx` go on, and end, while the server has not answered yet. When the answer is that it failed, the work
 * has failed, whatever it has returned: nobody hears of it before.
 *
 * @param trx  The very object that was handed to the work.
 */
export function later<T>(trx: AnyTransaction, answer: Promise<T>): Later<T> {
  const sent = new Sent(answer);
  openFrame(trx, 'later').sent.push(sent);
  return new LaterValue(sent, (value) => value);
}

/** A statement that its work has sent and does not wait for. */
export class Sent<T> {
  readonly answer: Promise<T>;
  /** How it ended; undefined until then. */
  end: SentEnd<T> | undefined;
  /** Settles with {@link end}; never rejects. */
  readonly over: Promise<SentEnd<T>>;

  constructor(answer: Promise<T>) {
    this.answer = answer;
    this.over = answer.then(
      (value) => (this.end = { value }),
      (error: unknown) => (this.end = { error }),
    );
  }
}

type SentEnd<T> = { readonly value: T } | { readonly error: unknown };

class LaterValue<T, U> implements Later<U> {
  readonly #sent: Sent<T>;
  readonly #read: (value: T) => U;

  constructor(sent: Sent<T>, read: (value: T) => U) {
    this.#sent = sent;
    this.#read = read;
  }

  get value(): U {
    const { end } = this.#sent;
    assert(
      end && 'value' in end,
      'what a statement gives is known when its work has been committed',
    );
    return this.#read(end.value);
  }

  async answer(): Promise<U> {
    return this.#read(await this.#sent.answer);
  }

  map<V>(read: (value: U) => V): Later<V> {
    return new LaterValue(this.#sent, (value) => read(this.#read(value)));
  }
}

/**
 * What `look` finds, or what a work of the same commit found or said by {@link noteInCommit}: while one process writes
 * nobody else does, so that what only these works change need not be read again for each of them.
 *
 * @param trx  The very object that was handed to the work.
 * @param key  Stands for what is looked for.
 */
export async function findInCommit<T>(
  trx: AnyTransaction,
  key: object,
  look: () => Promise<T>,
): Promise<T> {
  const { known } = openFrame(trx, 'findInCommit');
  if (!known.has(key)) known.set(key, await look());
  return known.get(key) as T;
}

/** Lets {@link findInCommit} find `value` until the commit; a work that rolls back has said nothing. */
export function noteInCommit(trx: AnyTransaction, key: object, value: unknown): void {
  openFrame(trx, 'noteInCommit').known.set(key, value);
}

/**
 * The same transaction as seen by a room that knows other tables than its caller.
 *
 * @param trx  The very object that was handed to the work.
 */
export function transactionOf<Tables>(trx: AnyTransaction): Transaction<Tables> {
  assert((trx as Bound)[run], 'this is not the transaction object that was handed to the work');
  return trx as unknown as Transaction<Tables>;
}

function openFrame(trx: AnyTransaction, who: string): Frame {
  const frame = (trx as Bound)[run];
  assert(frame?.open, `${who} needs the transaction object of a running work`);
  return frame;
}
