import { assert, day, second } from '#base';
import type { Clock } from '#base';
import { afterCommit, notify } from '#db';
import type { AnyTransaction, Database } from '#db';
import { Runner } from './runner.ts';
import type { Job, JobPayload, Task } from './runner.ts';
import { JobStore } from './store.ts';

/** How a kind of job is retried. */
export interface TaskOptions {
  /** How often a job is tried before it is given up. Default: 8. */
  readonly attempts?: number;
  /** The wait before the second try; it doubles with each further one, to an hour at most. Default: 1000. */
  readonly retryMs?: number;
}

/** When and how often a job is wanted. */
export interface BookOptions {
  /** While a job of the same kind and key waits, booking does nothing; while one runs, the new one waits for it. */
  readonly key?: string;
  /** Not before this time. Default: at once. */
  readonly runAtMs?: number;
}

/** Work that is to be done outside the transaction that wants it, surely, and at least once. */
export interface Jobs {
  /**
   * Says how one kind of job is done. A handler may run again for the same job, after a crash or when it threw: it must
   * be able to find what it did before. What it throws is reported, kept with the job and tried again later.
   * Jobs of kinds that a process does not define are left to other processes.
   */
  define(
    kind: string,
    handler: (payload: JobPayload, job: Job) => Promise<void>,
    options?: TaskOptions,
  ): void;
  /**
   * Books a job as part of `trx`: it runs after the commit, or never when that rolls back. One without a key that can
   * begin here at once is taken by this process as it is booked, and does so without being looked for.
   *
   * @param payload  What JSON can keep. Nothing secret.
   */
  book(trx: AnyTransaction, kind: string, payload: object, options?: BookOptions): Promise<void>;
  /** Begins to work on what is booked, also by others and before. */
  start(): void;
  /** Begins nothing more; settles when the jobs that run have ended. */
  stop(): Promise<void>;
  /** Works on what is due, started or not; settles when nothing due is left that this process can do. */
  idle(): Promise<void>;
}

/** What {@link createJobs} is told. */
export interface JobsOptions {
  readonly db: Database;
  readonly clock: Clock;
  /** Hears what handlers throw, every time. */
  readonly report: (error: unknown) => void;
  /** How many jobs may run at once, so that they share commits. Default: 64. */
  readonly concurrency?: number;
  /** How long a job stays with a process that says nothing more. Default: 30 s; renewed while it runs. */
  readonly leaseMs?: number;
  /** How often to look for jobs whose time has come, or that others booked. Default: 1 s. */
  readonly pollMs?: number;
  /** How long jobs that were given up stay on record. Default: 30 days. Those that succeed are deleted at once. */
  readonly keepFailedMs?: number;
  /** Asked before each look: while it says no, jobs wait. Default: always. */
  readonly mayRun?: () => boolean;
}

/** What processes tell each other when a job is booked. */
const topic = 'jobs';

/** Makes the room. */
export function createJobs(options: JobsOptions): Jobs {
  const { db, clock, report } = options;
  const { concurrency = 64, leaseMs = 30 * second, pollMs = second } = options;
  const { keepFailedMs = 30 * day, mayRun = () => true } = options;
  const store = new JobStore(db);
  const tasks = new Map<string, Task>();
  const limits = { concurrency, leaseMs, pollMs, keepFailedMs, mayRun };
  const runner = new Runner({ store, appear: db.appear, clock, report, tasks, ...limits });
  let deafen: (() => void) | undefined;
  return Object.freeze<Jobs>({
    define: (kind, handler, { attempts = 8, retryMs = second } = {}) => {
      assert(!tasks.has(kind), `the job ${kind} is defined twice`);
      tasks.set(kind, { handler, attempts, retryMs });
    },
    book: async (trx, kind, payload, { key = null, runAtMs = clock.now() } = {}) => {
      const job = { kind, run_at_ms: runAtMs, payload: JSON.stringify(payload) };
      if (key === null && runner.hasRoom(kind, runAtMs)) {
        runner.take(trx, job);
        return;
      }
      store.insert(trx, { ...job, key });
      afterCommit(trx, () => runner.wake());
      notify(trx, topic);
    },
    start: () => {
      deafen ??= db.listen(topic, () => runner.wake());
      runner.start();
    },
    stop: async () => {
      deafen?.();
      deafen = undefined;
      await runner.stop();
    },
    idle: () => runner.idle(),
  });
}
