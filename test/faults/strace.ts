import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { findTool, skipWithout } from '#oracles';

/** Why `strace` cannot make system calls fail here: it needs leave to trace, which a container may not give. */
export function skipWithoutStrace(): string | false {
  const missing = skipWithout('strace');
  if (missing) return missing;
  const { status } = spawnSync(findTool('strace') ?? '', ['-o', '/dev/null', 'true']);
  return status === 0 ? false : 'strace may not trace processes on this machine';
}

/** Lets system calls of a running process, of all its threads, fail until it is let go. */
export interface Injection {
  /** Resolves when the process is its own again. */
  letGo(): Promise<void>;
}

/**
 * Attaches to a process; resolves when its calls fail.
 *
 * @param calls  Names of system calls, a comma between them.
 * @param what  What happens to them, in the words of `strace -e inject`.
 */
export async function inject(pid: number, calls: string, what: string): Promise<Injection> {
  const how = ['-e', `trace=${calls}`, '-e', `inject=${calls}:${what}`];
  const tracer = spawn(findTool('strace') ?? '', [
    ...['-f', '-o', '/dev/null', '-p', String(pid)],
    ...how,
  ]);
  await hasAttached(tracer);
  return {
    letGo: async () => {
      tracer.kill('SIGINT');
      if (tracer.exitCode === null && tracer.signalCode === null) await once(tracer, 'exit');
    },
  };
}

/** It says so on standard error, once for the process and all its threads. */
function hasAttached(tracer: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    tracer.stderr?.on('data', (text) => {
      said += text;
      if (said.includes(' attached')) resolve();
    });
    tracer.once('exit', () => reject(new Error(said)));
  });
}
