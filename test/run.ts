/*
 * All tests, one file more at once than there are processors: some wait for a lock or a server most of their time.
 *   npm run test:unit [-- FILE…]
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { compiledOnce } from './compiled-once.ts';

const given = process.argv.slice(2);
const files = given.length > 0 ? given : ['src/**/*.test.ts', 'test/**/*.test.ts'];
const options = [`--test-concurrency=${availableParallelism() + 1}`, '--test-reporter=spec'];
const { status } = spawnSync(process.execPath, ['--test', ...options, ...files], {
  stdio: 'inherit',
  env: { ...process.env, ...compiledOnce() },
});
process.exitCode = status ?? 1;
