import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { temporaryDirectory } from '#oracles';
import { startServer, type RunningServer } from '../../server.ts';
import { median } from '../statistics.ts';
import type { Fact, Suite } from '../suite.ts';

/** What a start and an idle server may take (design: footprint). */
const [startMs, idleMiB] = [1500, 120];
/** More starts say nothing more. */
const mostStarts = 7;
/** By then what a start leaves to be done has been done, and collected. */
const settledMs = 5000;

/** How long a server takes until it answers, and how much memory while nobody asks. */
export const footprint: Suite = {
  name: 'footprint',
  summary: 'time from the command line to the first answer, and memory of an idle server',
  open: async (size) => {
    const data = temporaryDirectory();
    return {
      comparisons: [],
      facts: (rounds) => look(data.path, size === 'smoke' ? 1 : Math.min(rounds, mostStarts), size),
      close: async () => data[Symbol.dispose](),
    };
  },
};

async function look(directory: string, starts: number, size: 'full' | 'smoke'): Promise<Fact[]> {
  const settings = {
    CERTWRIGHT_DATA: `${directory}/data`,
    NODE_COMPILE_CACHE: `${directory}/compiled`,
  };
  const cold = await startedMs(settings);
  const warm: number[] = [];
  for (let i = 0; i < starts; i++) warm.push(await startedMs(settings));
  const bare: number[] = [];
  for (let i = 0; i < starts; i++) bare.push(await bareStartMs());
  const server = await startServer(settings);
  try {
    if (size === 'full') await setTimeout(settledMs);
    return [
      { label: 'first start: new data, nothing compiled', value: cold, unit: 'ms' },
      { label: 'start until ready', value: median(warm).median, unit: 'ms', target: startMs },
      { label: 'start of Node that does nothing', value: median(bare).median, unit: 'ms' },
      { label: 'idle server, resident', value: residentMiB(server), unit: 'MiB', target: idleMiB },
    ];
  } finally {
    await server.stop();
  }
}

async function startedMs(settings: Readonly<Record<string, string>>): Promise<number> {
  const start = performance.now();
  const server = await startServer(settings);
  const passed = performance.now() - start;
  await server.stop();
  return passed;
}

async function bareStartMs(): Promise<number> {
  const start = performance.now();
  await once(spawn(process.execPath, ['--eval', '0']), 'exit');
  return performance.now() - start;
}

function residentMiB({ process: { pid } }: RunningServer): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
