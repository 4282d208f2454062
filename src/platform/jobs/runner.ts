import { isCaError, minute, randomText } from '#base';
import type { Clock } from '#base';
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

/** Takes jobs that are due and does them, a few at a time. */
export class Runner {
  readonly #options: RunnerOptions;
  /** Tells our jobs from those of other processes, and of this one before a restart. */
  readonly #owner = randomText(16);
  readonly #running = new Map<number, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #filling: Promise<void> | undefined;
  #again = false;
  #renewAtMs = 0;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** Begins to look for jobs, now, at every {@link wake} and by a timer that keeps no process alive. */
  start(): void {
    this.#timer ??= setInterval(() => this.wake(), this.#options.pollMs).unref();
    this.wake();
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
    do {
      await this.#fill();
      await Promise.all(this.#running.values());
    } while (this.#running.size > 0 || (await this.#hasDue()));
  }

  async #hasDue(): Promise<boolean> {
    const { store, tasks, clock, mayRun } = this.#options;
    return mayRun() && store.hasDue([...tasks.keys()], clock.now());
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
        await this.#renew();
        await this.#take();
      } catch (error) {
        this.#options.report(error);
      }
    }
    this.#filling = undefined;
  }

  async #take(): Promise<void> {
    const { store, tasks, clock, leaseMs, concurrency } = this.#options;
    const limit = concurrency - this.#running.size;
    if (limit <= 0 || !(await this.#hasDue())) return;
    const kinds = [...tasks.keys()];
    const claim = { kinds, nowMs: clock.now(), owner: this.#owner, leaseMs, limit };
    for (const row of await store.claim(claim)) {
      this.#running.set(row.id, this.#run(row));
    }
  }

  /** Long before the leases end, so that a busy moment does not cost us a job. */
  async #renew(): Promise<void> {
    const { store, clock, leaseMs } = this.#options;
    const nowMs = clock.now();
    if (this.#running.size > 0 && nowMs >= this.#renewAtMs) {
      await store.renew([...this.#running.keys()], this.#owner, nowMs + leaseMs);
    }
    if (nowMs >= this.#renewAtMs) this.#renewAtMs = nowMs + leaseMs / 3;
  }

  async #run(row: JobRow): Promise<void> {
    try {
      await this.#settle(row, await this.#perform(row));
    } catch (error) {
      // Not settled: when its lease has ended, it is taken again.
      this.#options.report(error);
    }
    this.#running.delete(row.id);
    this.wake();
  }

  /** Answers why it did not succeed, undefined if it did. */
  async #perform(row: JobRow): Promise<JobFailure | undefined> {
    const { attempts, handler } = this.#task(row);
    const { id, kind, key, attempts: attempt } = row;
    if (attempt > attempts) return lost;
    try {
      await handler(JSON.parse(row.payload), { id, kind, key, attempt, attempts });
      return undefined;
    } catch (error) {
      this.#options.report(error);
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
