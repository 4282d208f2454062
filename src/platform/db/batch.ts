import type { Clock } from '#base';
import type { AsyncLocalStorage } from 'node:async_hooks';
import type { Connection } from './connection.ts';
import { createTransaction } from './dialect.ts';
import type { Run } from './dialect.ts';
import type { Engine } from './engine.ts';
import { bindFrame } from './work.ts';
import type { Frame, Work } from './work.ts';

/** A queued work, and how its last run ended. */
export interface Act {
  readonly work: Work<unknown>;
  /** Calls a function in the asynchronous context of whoever queued the work. */
  readonly inContext: <T>(call: () => T) => T;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  end?: End;
}

type End = ({ readonly value: unknown } | { readonly error: unknown }) & { readonly frame: Frame };

/** What a batch is run with. */
export interface BatchOptions {
  readonly engine: Engine;
  readonly writer: Connection;
  readonly clock: Clock;
  /** SQL for the end of the transaction that tells other processes of these topics. */
  readonly notification: (topics: ReadonlySet<string>) => string;
}

/**
 * How a work that throws is undone. `together`: with all others of its batch, should it have changed anything; that is
 * rare, and SQLite copies every page that a savepoint touches. `alone`: each has a savepoint.
 */
export type Undoing = 'together' | 'alone';

/** A work threw that may have changed something, and cannot be undone alone. */
export class Spoiled extends Error {}

/** After so many works, or so long, a batch commits though more are waiting: the first must not wait for ever. */
const maxWorks = 256;
const maxBatchMs = 20;

/** Works that are run one after the other and share one commit. */
export class Batch {
  /** Those that were taken into it. */
  readonly acts: Act[] = [];
  readonly #options: BatchOptions;
  readonly #inside: AsyncLocalStorage<Frame>;
  readonly #undoing: Undoing;
  /** SQL that goes with the next statement. */
  #before = '';

  constructor(options: BatchOptions, inside: AsyncLocalStorage<Frame>, undoing: Undoing) {
    this.#options = options;
    this.#inside = inside;
    this.#undoing = undoing;
  }

  /**
   * Takes works from `source`, also those that come meanwhile, and commits them; nothing of them is stored when it throws.
   *
   * @throws Spoiled when all of them are to be run again, each to be undone alone.
   */
  async commit(source: Act[]): Promise<void> {
    const { writer, notification } = this.#options;
    await writer.begin();
    try {
      await this.#runAll(source);
      for (const act of this.acts) await awaitSent(act);
      await writer.commit(this.#before + notification(new Set(this.acts.flatMap(topicsOf))));
    } catch (error) {
      // Where the database has already rolled back, this has nothing to do and says so.
      await writer.rollback().catch(() => undefined);
      throw error;
    }
  }

  async #runAll(source: Act[]): Promise<void> {
    const { clock } = this.#options;
    const startMs = clock.now();
    let known: Frame['known'] = new Map();
    for (let act = source.shift(); act; act = source.shift()) {
      this.acts.push(act);
      await this.#runOne(act, new Map(known));
      if (act.end && 'value' in act.end) known = act.end.frame.known;
      if (this.acts.length >= maxWorks || clock.now() - startMs >= maxBatchMs) break;
    }
  }

  /**
   * Savepoints cost no message of their own: they go with the next statement, the last ones with the commit. As each has
   * a name of its own and every work begins by ending the one before it, all that follow a lost one fail too: a batch
   * never commits half.
   */
  async #runOne(act: Act, known: Frame['known']): Promise<void> {
    const trace = new Trace(this.#run);
    if (this.#undoing === 'together') {
      act.end = await this.#perform(act, trace.run, known);
      if ('error' in act.end && trace.isLeft) throw new Spoiled();
      return;
    }
    const name = `work${this.acts.length}`;
    this.#before += `savepoint ${name}; `;
    act.end = await this.#perform(act, trace.run, known);
    if ('error' in act.end) this.#before += `rollback to ${name}; `;
    this.#before += `release ${name}; `;
  }

  async #perform({ work, inContext }: Act, run: Run, known: Frame['known']): Promise<End> {
    const told = { hooks: [], undone: [], topics: new Set<string>(), sent: [] };
    const frame: Frame = { open: true, ...told, known };
    const trx = createTransaction(this.#options.engine, run, () => frame.open);
    bindFrame(trx, frame);
    try {
      const value = await inContext(() => this.#inside.run(frame, () => work(trx)));
      return { value, frame };
    } catch (error) {
      return { error, frame };
    } finally {
      frame.open = false;
    }
  }

  readonly #run: Run = (statement) => {
    const { writer } = this.#options;
    if (this.#before === '') return writer.run(statement);
    const sent = writer.run({ ...statement, before: this.#before });
    this.#before = '';
    return sent;
  };
}

const reading = /^\s*select\b/i;

/** Whether statements of a work have left anything in the transaction: a change, a failure, or what is not known yet. */
class Trace {
  readonly run: Run;
  #left = 0;

  constructor(run: Run) {
    this.run = async (statement) => {
      this.#left += 1;
      const outcome = await run(statement);
      const isNothing = outcome.rows.length === 0 && Number(outcome.changes) === 0;
      if (isNothing || reading.test(statement.sql)) this.#left -= 1;
      return outcome;
    };
  }

  get isLeft(): boolean {
    return this.#left > 0;
  }
}

function topicsOf({ end }: Act): readonly string[] {
  return end && 'value' in end ? [...end.frame.topics] : [];
}

/**
 * Waits for the statements that a work did not wait for. One that failed is the end of its work, should it be alone in its
 * batch; if not, all are run again, since those after it have built upon it. A work that was undone undid them too.
 */
async function awaitSent(act: Act): Promise<void> {
  if (!act.end || 'error' in act.end) return;
  const { frame } = act.end;
  for (const sent of frame.sent) {
    const end = sent.end ?? (await sent.over);
    if (!('error' in end)) continue;
    act.end = { ...end, frame };
    throw end.error;
  }
}
