import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Sample } from '../suite.ts';

/** What an act did to the process beside taking time. */
export interface Watched {
  /** By how much resident memory rose at most, over what it was before. */
  readonly peakBytes: number;
  /** For how long at most nothing else had its turn. */
  readonly blockedMs: number;
}

const everyMs = 5;

/** Runs `act` and looks at memory and event loop meanwhile. */
export async function watch(act: () => Promise<unknown>): Promise<Watched> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const look = (): void => void (peak = Math.max(peak, process.memoryUsage.rss()));
  const timer = setInterval(look, everyMs);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await act();
  delay.disable();
  clearInterval(timer);
  look();
  return { peakBytes: peak - before, blockedMs: delay.max / 1e6 };
}

/** What an act took, and what it did beside. */
export async function sampleOf(act: () => Promise<unknown>): Promise<Sample & Watched> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const watched = await watch(act);
  const { user, system } = process.cpuUsage(cpu);
  const wallMs = performance.now() - start;
  return { operations: 1, wallMs, cpuMs: (user + system) / 1000, ...watched };
}
