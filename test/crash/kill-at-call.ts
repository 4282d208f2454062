import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { skipWithout } from '#oracles';

/** Why no process can be ended at one of its calls here. */
export function skipKillAtCall(): string | false {
  return process.platform === 'linux' ? skipWithout('gcc') : 'only the loader of Linux is known';
}

/**
 * Compiles `kill-at-call.c` into a directory, and sees that it kills.
 *
 * @returns What is added to the environment of a process that is to end before the `when`-th of the calls named there,
 *   counted from 1.
 */
export function compileKillAtCall(directory: string): (when: number) => Record<string, string> {
  const library = join(directory, 'kill-at-call.so');
  const source = join(import.meta.dirname, 'kill-at-call.c');
  execFileSync('gcc', ['-shared', '-fPIC', '-O', '-o', library, source, '-ldl']);
  const killAt = (when: number) => ({ LD_PRELOAD: library, KILL_AT_CALL: String(when) });
  const env = { ...process.env, ...killAt(1) };
  const { signal } = spawnSync('mkdir', [join(directory, 'never')], { env });
  assert.equal(
    signal,
    'SIGKILL',
    'a process that makes a directory is killed before it has done so',
  );
  return killAt;
}
