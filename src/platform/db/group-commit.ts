import { assert, CaError } from '#base';
import { AsyncLocalStorage } from 'node:async_hooks';
import { Batch, Spoiled } from './batch.ts';
import type { Act, BatchOptions, Undoing } from './batch.ts';
import { stopping, transactionError, UnknownCommit } from './statement-error.ts';
import type { Frame, Work } from './work.ts';

/** What a {@link GroupCommit} needs. */
export interface GroupCommitOptions extends BatchOptions {
  /** Hears what `afterCommit` hooks throw. */
  readonly report: (error: unknown) => void;
  /** Hears of every durable commit and how many works shared it. */
  readonly observe: (commit: { readonly works: number }) => void;
  /** Runs a batch while nobody else uses the connection. */
  readonly alone: (batch: () => Promise<void>) => Promise<void>;
}

/** More than this cannot be written in the time that a caller is willing to wait. */
const maxQueued = 10_000;

/**
 * The queue of works for the one writing connection. Works run one after the other and share one commit with all that
 * queued up in the meantime; there is no timer, so a lone work commits at once. A work's caller learns how it ended only
 * when the commit is on disk, also when it threw: it may have seen rows of a work before it.
 * Statements that a work does not wait for are waited for before the commit, when all works have sent theirs.
 * When a work throws that has changed something, its batch is run again with a savepoint for each work, so that it is
 * undone alone. When the batch itself fails, its works are run again one by one, so that a bad one fails alone.
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
  async #batch(source: Act[], undoing: Undoing = 'together'): Promise<void> {
    const batch = new Batch(this.#options, this.#inside, undoing);
    const { acts } = batch;
    try {
      await this.#options.alone(() => batch.commit(source));
    } catch (error) {
      for (const act of acts) this.#undo(act);
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

  async #recover(acts: readonly Act[], error: unknown): Promise<void> {
    if (error instanceof Spoiled) {
      const source = [...acts];
      while (source.length > 0) await this.#batch(source, 'alone');
      return;
    }
    for (const act of acts) {
      const { end } = act;
      if (acts.length > 1) await this.#batch([act], 'alone');
      else act.reject(end && 'error' in end ? end.error : transactionError(error));
    }
  }

  #settle(act: Act): void {
    const { end, inContext, resolve, reject } = act;
    if (!end || 'error' in end) {
      this.#undo(act);
      return reject(end?.error);
    }
    for (const hook of end.frame.hooks) this.#contain(() => inContext(hook));
    resolve(end.value);
  }

  /** What it was to do at its end was for this run of it. */
  #undo({ end, inContext }: Act): void {
    for (const hook of end?.frame.undone.splice(0) ?? []) this.#contain(() => inContext(hook));
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
