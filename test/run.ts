/*
 * All tests, as many files at once as there are processors (node:test by itself leaves one idle, which of two is half):
 *   npm run test:unit [-- FILE…]
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const given = process.argv.slice(2);
const files = given.length > 0 ? given : ['src/**/*.test.ts', 'test/**/*.test.ts'];
const options = [`--test-concurrency=${availableParallelism()}`, '--test-reporter=spec'];
const { status } = spawnSync(process.execPath, ['--test', ...options, ...files], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
