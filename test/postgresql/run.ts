/*
 * Tests once more, on a PostgreSQL server that lives as long as they do:
 *   npm run test:postgresql [FILE…]
 * Without files: those of every room that has tables, and of the queue, the trail, the keys and the database below them.
 * Exits 0 and says why when there is no server to be had.
 */
import { availableParallelism } from 'node:os';
import { skipWithoutPostgresql, withPostgresql } from '#oracles';
import { compiledOnce } from '../compiled-once.ts';

const stores = ['domain', 'platform/db', 'platform/events', 'platform/jobs', 'platform/keys/db'];
const missing = skipWithoutPostgresql();
const given = process.argv.slice(2);
if (missing) {
  console.log(`Skipped: ${missing}.`);
} else {
  const files = given.length > 0 ? given : stores.map((room) => `src/${room}/**/*.test.ts`);
  const options = [`--test-concurrency=${availableParallelism()}`, '--test-timeout=60000'];
  const words = ['--test', ...options, ...files];
  Object.assign(process.env, compiledOnce());
  process.exitCode = await withPostgresql(process.execPath, words);
}
