import { setImmediate as turn } from 'node:timers/promises';
import { isCaError, minute } from '#base';
import type { Clock } from '#base';
import { afterCommit, afterUndo } from '#db';
import type { AnyTransaction, Presence } from '#db';
import { ownerOf } from './store.ts';
import type { JobFailure, JobRow, JobStore } from './store.ts';

/** What a handler is told of its job beside the payload. */
export interface Job {
  readonly id: number;
  readonly kind: string;
  readonly key: string | null;
  /** Which try this is, from 1. */
  readonly attempt: number;
  /** How many there can be: at the last one, a handler may want to put things in order. */
  readonly attempts: number;
  /** Ends the job with the commit of `trx`, and saves it a transaction of its own: what comes later is not tried again. */
  done(trx: AnyTransaction): Promise<void>;
}

/** What JSON kept of what was booked. */
export type JobPayload = Readonly<Record<string, unknown>>;

/** How one kind of job is done. */
export interface Task {
  readonly handler: (payload: JobPayload, job: Job) => Promise<void>;
  readonly attempts: number;
  readonly retryMs: number;
}

/** What a {@link Runner} needs. */
export interface RunnerOptions {
  readonly store: JobStore;
  /** Lets others see that this process is alive. */
  readonly appear: () => Promise<Presence>;
  readonly clock: Clock;
  readonly report: (error: unknown) => void;
  readonly tasks: ReadonlyMap<string, Task>;
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly pollMs: number;
  readonly keepFailedMs: number;
  readonly mayRun: () => boolean;
}

const maxRetryMs = 60 * minute;

/** Takes jobs that are due and does them, some at a time. */
export class Runner {
  readonly #options: RunnerOptions;
  /** Tells our jobs from those of other processes, and of this one before a restart. */
  #presence: Presence | undefined;
  #takings = 0;
  readonly #running = new Map<JobRow, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #filling: Promise<void> | undefined;
  #again = false;
  /** Whether there may be jobs that are due, for want of room. */
  #more = false;
  #renewAtMs = 0;
  /** Taken as they were booked, not begun yet. */
  #promised = 0;
  /** Whether it is time to see who is gone. */
  #mayBeGone = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** Begins to look for jobs, now, at every {@link wake} and by a timer that keeps no process alive. */
  start(): void {
    this.#timer ??= setInterval(() => this.#look(), this.#options.pollMs).unref();
    this.wake();
  }

  /** Whether a job that is booked now can begin at once, here. */
  hasRoom(kind: string, runAtMs: number): boolean {
    const { tasks, clock, mayRun } = this.#options;
    return (
      this.#timer !== undefined &&
      this.#isSeen &&
      tasks.has(kind) &&
      runAtMs <= clock.now() &&
      mayRun() &&
      this.#room > 0
    );
  }

  /** Books a job and takes it, all in one: it begins right after the commit of `trx`. */
  take(trx: AnyTransaction, job: Pick<JobRow, 'kind' | 'payload' | 'run_at_ms'>): void {
    const { store, clock, leaseMs } = this.#options;
    const taken = store.insertTaken(trx, job, {
      owner: this.#nextOwner(),
      lease_ms: clock.now() + leaseMs,
    });
    this.#promised += 1;
    afterUndo(trx, () => (this.#promised -= 1));
    afterCommit(trx, () => {
      this.#promised -= 1;
      this.#begin(taken());
    });
  }

  /** Takes no more jobs; settles when those that run have ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#filling;
    await Promise.all(this.#running.values());
  }

  /** Looks for jobs soon, if started. */
  wake(): void {
    if (this.#timer) void this.#fill();
  }

  /** Does what is due, started or not; settles when nothing is. */
  async idle(): Promise<void> {
    this.#mayBeGone = true;
    do {
      await this.#fill();
      await Promise.all(this.#running.values());
      // A database in this thread answers in the same turn: others must get theirs.
      await turn();
      // What somebody is just taking is neither due any more nor running yet.
    } while (this.#isBusy() || (await this.#hasDue()) || this.#isBusy());
  }

  #isBusy(): boolean {
    return this.#filling !== undefined || this.#running.size > 0;
  }

  get #room(): number {
    return this.#options.concurrency - this.#running.size - this.#promised;
  }

  /** Whether those who look for processes that are gone see this one: while they do not, it takes nothing. */
  get #isSeen(): boolean {
    return this.#presence?.isSeen === true;
  }

  #nextOwner(): string {
    return ownerOf(this.#presence?.name ?? '', (this.#takings += 1));
  }

  #look(): void {
    this.#mayBeGone = true;
    this.wake();
  }

  async #hasDue(): Promise<boolean> {
    const { store, tasks, clock, mayRun } = this.#options;
    return this.#isSeen && mayRun() && store.hasDue([...tasks.keys()], clock.now());
  }

  /** Fills the free places; a call during another makes that one look once more. */
  #fill(): Promise<void> {
    this.#again = true;
    this.#filling ??= this.#fillAll();
    return this.#filling;
  }

  async #fillAll(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        this.#presence ??= await this.#options.appear();
        await this.#renew();
        await this.#endLeasesOfGone(this.#presence);
        await this.#take();
      } catch (error) {
        this.#options.report(error);
      }
    }
    this.#filling = undefined;
  }

  async #take(): Promise<void> {
    const { store, tasks, clock, leaseMs } = this.#options;
    const limit = this.#room;
    this.#more = limit <= 0;
    if (this.#more || !(await this.#hasDue())) return;
    const kinds = [...tasks.keys()];
    const claim = { kinds, nowMs: clock.now(), owner: this.#nextOwner(), leaseMs, limit };
    const rows = await store.claim(claim);
    this.#more = rows.length === limit;
    for (const row of rows) this.#begin(row);
  }

  #begin(row: JobRow): void {
    this.#running.set(row, this.#run(row));
  }

  /** Their jobs are due then, like those whose leases have ended by themselves. */
  async #endLeasesOfGone({ name }: Presence): Promise<void> {
    if (!this.#mayBeGone) return;
    this.#mayBeGone = false;
    await this.#options.store.endLeasesOfGone(name);
  }

  /** Long before the leases end, so that a busy moment does not cost us a job. */
  async #renew(): Promise<void> {
    const { store, clock, leaseMs } = this.#options;
    const nowMs = clock.now();
    if (this.#running.size > 0 && nowMs >= this.#renewAtMs) {
      await store.renew([...this.#running.keys()], nowMs + leaseMs);
    }
    if (nowMs >= this.#renewAtMs) this.#renewAtMs = nowMs + leaseMs / 3;
  }

  async #run(row: JobRow): Promise<void> {
    try {
      const end = await this.#perform(row);
      if (end !== 'settled') await this.#settle(row, end);
    } catch (error) {
      // Not settled: when its lease has ended, it is taken again.
      this.#options.report(error);
    }
    this.#running.delete(row);
    // Its end lets others begin that wait for room, or for its key.
    if (this.#more || row.key !== null) this.wake();
  }

  /** Answers why it did not succeed, undefined if it did; `settled` when the handler has ended it already. */
  async #perform(row: JobRow): Promise<JobFailure | undefined | 'settled'> {
    const { store, report } = this.#options;
    const { attempts, handler } = this.#task(row);
    const { id, kind, key, attempts: attempt } = row;
    if (attempt > attempts) return lost;
    let settled = false;
    const done = async (trx: AnyTransaction): Promise<void> => {
      await store.finish(row, trx);
      afterCommit(trx, () => (settled = true));
    };
    try {
      await handler(JSON.parse(row.payload), { id, kind, key, attempt, attempts, done });
      return settled ? 'settled' : undefined;
    } catch (error) {
      report(error);
      if (settled) return 'settled';
      return isCaError(error) ? error : unexpected;
    }
  }

  async #settle(row: JobRow, failure: JobFailure | undefined): Promise<void> {
    const { store, clock, keepFailedMs } = this.#options;
    const { attempts, retryMs } = this.#task(row);
    const nowMs = clock.now();
    if (!failure) return store.finish(row);
    if (row.attempts >= attempts) {
      return store.fail(row, failure, { nowMs, keptSinceMs: nowMs - keepFailedMs });
    }
    const waitMs = Math.min(retryMs * 2 ** (row.attempts - 1), maxRetryMs);
    return store.postpone(row, nowMs + waitMs, failure);
  }

  #task({ kind }: JobRow): Task {
    const task = this.#options.tasks.get(kind);
    if (!task) throw new TypeError(`no task for ${kind}`);
    return task;
  }
}

const unexpected: JobFailure = {
  code: 'internal',
  detail: 'Something unexpected went wrong; the log says what.',
};
const lost: JobFailure = {
  code: 'internal',
  detail: 'The process ended while it was at this job, too often.',
};
