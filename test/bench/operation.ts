import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { median } from './statistics.ts';
import type { Lane, Sample } from './suite.ts';

/** Work done in this process, one operation at a time. */
export interface Operation<Result> {
  readonly label: string;
  /** `turn` counts up from 0, to choose one of many inputs by. */
  run(turn: number): Result;
  /** Throws unless the result is right. */
  check(result: Awaited<Result>): void;
}

/** Between two looks at the clock pass this many milliseconds, so that looking costs nothing. */
const batchMs = 1;
/** So short that hardly ever a collection comes in between. */
const allocationMs = 0.5;
const allocationSamples = 5;

/** A lane that runs `run` in this process; when it gives a promise, the next one starts after that has resolved. */
export function operation<Result>({ label, run, check }: Operation<Result>): Lane {
  let turn = 0;
  let batch = 1;
  const perform = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done++) {
      const result = run(turn++);
      if (result instanceof Promise) await result;
    }
  };
  return {
    label,
    once: async () => check(await run(turn++)),
    round: async (budgetMs) => {
      const cpu = process.cpuUsage();
      const start = performance.now();
      let operations = 0;
      let wallMs = 0;
      while (wallMs < budgetMs) {
        await perform(batch);
        operations += batch;
        const now = performance.now() - start;
        if (now - wallMs < batchMs) batch *= 2;
        wallMs = now;
      }
      return { operations, wallMs, cpuMs: cpuMs(cpu) };
    },
    allocated: () => bytesPerOperation(perform),
  };
}

function cpuMs(since: NodeJS.CpuUsage): Sample['cpuMs'] {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

/** Between two collections the heap and the array buffers only grow. */
async function bytesPerOperation(
  perform: (count: number) => Promise<void>,
): Promise<number | null> {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('This Node hands out no garbage collector.');
  const count = await countWithin(allocationMs, perform);
  const seen: number[] = [];
  for (let missed = 0; seen.length < allocationSamples && missed < 2;) {
    collect();
    await perform(1); // brings along what is only allocated after a collection
    const before = process.memoryUsage();
    await perform(count);
    const after = process.memoryUsage();
    const onHeap = after.heapUsed - before.heapUsed;
    const outside = after.arrayBuffers - before.arrayBuffers;
    if (onHeap >= 0 && outside >= 0) seen.push((onHeap + outside) / count);
    else missed++; // a collection came in between
  }
  return seen.length === 0 ? null : Math.round(median(seen).median);
}

/** How many operations fit into `budgetMs`, at least one. */
async function countWithin(
  budgetMs: number,
  perform: (count: number) => Promise<void>,
): Promise<number> {
  let count = 0;
  const start = performance.now();
  do {
    await perform(1);
    count++;
  } while (performance.now() - start < budgetMs);
  return count;
}
