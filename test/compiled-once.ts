import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * For the environment of test files: each is a process, and all load the same modules. Node keeps what it has compiled
 * where the launcher has it kept as well; without that a third of the time of all tests goes into compiling.
 */
export function compiledOnce(): NodeJS.ProcessEnv {
  const { NODE_COMPILE_CACHE: place = join(tmpdir(), 'node-compile-cache') } = process.env;
  return { NODE_COMPILE_CACHE: place };
}
