import { assert, CaError } from '#base';
import type { Clock } from '#base';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Connection } from './connection.ts';
import { createTransaction } from './dialect.ts';
import type { Run } from './dialect.ts';
import type { Engine } from './engine.ts';
import { stopping, transactionError, UnknownCommit } from './statement-error.ts';
import { bindFrame } from './work.ts';
import type { Frame, Work } from './work.ts';

/** What a {@link GroupCommit} needs. */
export interface GroupCommitOptions {
  readonly engine: Engine;
  readonly writer: Connection;
  readonly clock: Clock;
  /** Hears what `afterCommit` hooks throw. */
  readonly report: (error: unknown) => void;
  /** Hears of every durable commit and how many works shared it. */
  readonly observe: (commit: { readonly works: number }) => void;
  /** Runs a batch while nobody else uses the connection. */
  readonly alone: (batch: () => Promise<void>) => Promise<void>;
  /** SQL for the end of the transaction that tells other processes of these topics. */
  readonly notification: (topics: ReadonlySet<string>) => string;
}

/** After so many works, or so long, a batch commits though more are waiting: the first must not wait for ever. */
const maxWorks = 256;
const maxBatchMs = 20;

/** More than this cannot be written in the time that a caller is willing to wait. */
const maxQueued = 10_000;

/** A queued work, and how its last run ended. */
interface Act {
  readonly work: Work<unknown>;
  /** Calls a function in the asynchronous context of whoever queued the work. */
  readonly inContext: <T>(call: () => T) => T;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  end?: End;
}

type End = { readonly value: unknown; readonly frame: Frame } | { readonly error: unknown };

/**
 * The queue of works for the one writing connection. Works run one after the other, each in a savepoint, and share one
 * commit with all that queued up in the meantime; there is no timer, so a lone work commits at once. A work's caller
 * learns how it ended only when the commit is on disk, also when it threw: it may have seen rows of a work before it.
 * Statements that a work does not wait for are waited for before the commit, when all works have sent theirs.
 * When the batch itself fails, its works are run again one by one, so that a bad one fails alone.
 */
export class GroupCommit {
  readonly #options: GroupCommitOptions;
  readonly #queue: Act[] = [];
  readonly #inside = new AsyncLocalStorage<Frame>();
  #draining: Promise<void> | undefined;
  #closed = false;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
  }

  /** Tells whether the caller is part of a work that is going on. */
  isInside(): boolean {
    return this.#inside.getStore()?.open === true;
  }

  /** Queues `work`; resolves with what it returned once that is durable. */
  async submit<T>(work: Work<T>): Promise<T> {
    assert(!this.isInside(), 'a transaction inside a transaction: hand on the transaction object');
    if (this.#closed) throw stopping();
    if (this.#queue.length >= maxQueued) {
      throw new CaError('busy', 'There is too much to do at once; try again in a moment.');
    }
    const value = await new Promise((resolve, reject) => {
      this.#queue.push({ work, inContext: AsyncLocalStorage.snapshot(), resolve, reject });
      this.#draining ??= this.#drain();
    });
    return value as T;
  }

  /** Refuses new works and waits for the queued ones. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) await this.#batch(this.#queue);
    this.#draining = undefined;
  }

  /** Takes works from `source` into one commit and tells each how it ended; never throws. */
  async #batch(source: Act[]): Promise<void> {
    const acts: Act[] = [];
    try {
      await this.#options.alone(() => this.#attempt(source, acts));
    } catch (error) {
      // Not even begun: whoever waits has waited for the same lock or disk.
      const waiting = acts.length === 0 ? source.splice(0) : acts;
      if (acts.length === 0 || error instanceof UnknownCommit)
        for (const act of waiting) act.reject(transactionError(error));
      else await this.#recover(acts, error);
      return;
    }
    this.#contain(() => this.#options.observe({ works: acts.length }));
    for (const act of acts) this.#settle(act);
  }

  async #attempt(source: Act[], acts: Act[]): Promise<void> {
    const { writer } = this.#options;
    await writer.begin();
    try {
      await this.#runAll(source, acts);
    } catch (error) {
      // Where the database has already rolled back, this has nothing to do and says so.
      await writer.rollback().catch(() => undefined);
      throw error;
    }
  }

  /**
   * Savepoints cost no message of their own: they go with the next statement, the last ones with the commit. As each has
   * a name of its own and every work begins by ending the one before it, all that follow a lost one fail too: a batch
   * never commits half.
   */
  async #runAll(source: Act[], acts: Act[]): Promise<void> {
    const { clock, writer, notification } = this.#options;
    const startMs = clock.now();
    let before = '';
    let known: Frame['known'] = new Map();
    const run: Run = (statement) => {
      const sent = writer.run({ ...statement, before });
      before = '';
      return sent;
    };
    for (let act = source.shift(); act; act = source.shift()) {
      const name = `work${acts.push(act)}`;
      before += `savepoint ${name}; `;
      act.end = await this.#run(act, run, new Map(known));
      if ('error' in act.end) before += `rollback to ${name}; `;
      else known = act.end.frame.known;
      before += `release ${name}; `;
      if (acts.length >= maxWorks || clock.now() - startMs >= maxBatchMs) break;
    }
    for (const act of acts) await awaitSent(act);
    const topics = acts.flatMap(({ end }) => (end && 'frame' in end ? [...end.frame.topics] : []));
    await writer.commit(before + notification(new Set(topics)));
  }

  async #run({ work, inContext }: Act, run: Run, known: Frame['known']): Promise<End> {
    const frame: Frame = { open: true, hooks: [], topics: new Set(), sent: [], known };
    const trx = createTransaction(this.#options.engine, run, () => frame.open);
    bindFrame(trx, frame);
    try {
      const value = await inContext(() => this.#inside.run(frame, () => work(trx)));
      return { value, frame };
    } catch (error) {
      return { error };
    } finally {
      frame.open = false;
    }
  }

  async #recover(acts: readonly Act[], error: unknown): Promise<void> {
    for (const act of acts) {
      const { end } = act;
      if (acts.length > 1) await this.#batch([act]);
      else act.reject(end && 'error' in end ? end.error : transactionError(error));
    }
  }

  #settle({ end, inContext, resolve, reject }: Act): void {
    if (!end || 'error' in end) return reject(end?.error);
    for (const hook of end.frame.hooks) this.#contain(() => inContext(hook));
    resolve(end.value);
  }

  /** Whoever throws here cannot be allowed to hold up the queue. */
  #contain(call: () => void): void {
    try {
      call();
    } catch (error) {
      queueMicrotask(() => this.#options.report(error));
    }
  }
}

/**
 * Waits for the statements that a work did not wait for. One that failed is the end of its work, should it be alone in its
 * batch; if not, all are run again, since those after it have built upon it. A work that was undone undid them too.
 */
async function awaitSent(act: Act): Promise<void> {
  if (!act.end || 'error' in act.end) return;
  try {
    for (const each of act.end.frame.sent) await each;
  } catch (error) {
    act.end = { error };
    throw error;
  }
}
