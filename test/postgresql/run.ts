/*
 * The tests of all rooms once more, on a PostgreSQL server that lives as long as they do:
 *   npm run test:postgresql [FILE…]
 * Exits 0 and says why when there is no server to be had.
 */
import { skipWithoutPostgresql, withPostgresql } from '#oracles';

const missing = skipWithoutPostgresql();
const files = process.argv.slice(2);
if (missing) {
  console.log(`Skipped: ${missing}.`);
} else {
  const chosen = files.length > 0 ? files : ['src/**/*.test.ts', 'test/journeys/*.test.ts'];
  process.exitCode = await withPostgresql(process.execPath, [
    '--test',
    '--test-timeout=60000',
    ...chosen,
  ]);
}
