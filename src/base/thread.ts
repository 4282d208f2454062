import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import type { WorkerOptions } from 'node:worker_threads';

/**
 * For `new Worker()` over code of ours: none of the flags and variables of the process but where compiled code is kept.
 * Without that the thread would strip and compile its modules anew, at 0.1 s and 20 MB for each.
 *
 * @param name  As it stands in lists of threads.
 */
export function threadOptions(name: string): WorkerOptions {
  // Node keeps compiled code below the directory that it is told, in one for each version of itself.
  const compiled = getCompileCacheDir();
  return { name, execArgv: [], env: compiled ? { NODE_COMPILE_CACHE: dirname(compiled) } : {} };
}
