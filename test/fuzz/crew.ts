import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { addOutcomes } from './campaign.ts';
import type { Outcome } from './campaign.ts';

/** The part of an attack that one thread does without being asked again. */
export interface Batch {
  /** Place among all attacks. */
  readonly index: number;
  readonly first: number;
  readonly count: number;
}

/** What a thread answers: `failure` names the input. */
export type Reply = { readonly outcome: Outcome } | { readonly failure: string };

const batchRuns = 1000;

/** Threads that share the mutants of an attack. Which mutants there are depends on the seed alone, not on the threads. */
export class Crew {
  readonly #threads: readonly Worker[];

  /** @param size  Number of threads. Default: as many as run at once here. */
  constructor(seed: number, size: number = availableParallelism()) {
    const env = { ...process.env, FUZZ_SEED: String(seed) };
    this.#threads = Array.from(
      { length: size },
      () => new Worker(new URL('./attacker.ts', import.meta.url), { env }),
    );
  }

  /**
   * Runs the attack at `index` of all attacks.
   *
   * @param told  Told after every batch how many runs are done.
   * @throws Error as `attack` does, from whichever thread finds the first fault.
   */
  async attack(index: number, count: number, told?: (done: number) => void): Promise<Outcome> {
    const batches = cut(index, count);
    const outcomes: Outcome[] = [];
    await Promise.all(
      this.#threads.map(async (thread) => {
        for (let batch = batches.pop(); batch; batch = batches.pop()) {
          outcomes.push(await runOn(thread, batch));
          told?.(addOutcomes(outcomes).runs);
        }
      }),
    );
    return addOutcomes(outcomes);
  }

  /** Ends the threads. */
  async end(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }
}

function cut(index: number, count: number): Batch[] {
  return Array.from({ length: Math.ceil(count / batchRuns) }, (_, i) => {
    const first = i * batchRuns;
    return { index, first, count: Math.min(batchRuns, count - first) };
  }).toReversed();
}

async function runOn(thread: Worker, batch: Batch): Promise<Outcome> {
  const replied = once(thread, 'message');
  thread.postMessage(batch);
  const [reply] = (await replied) as [Reply];
  if ('failure' in reply) throw new Error(reply.failure);
  return reply.outcome;
}
