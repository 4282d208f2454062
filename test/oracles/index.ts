/**
 * Judges that others wrote: OpenSSL, GnuTLS and Chromium, asked by tests about what we issue. Knows how to find a
 * tool, how to ask it and how to say in one line that it is missing; knows nothing of our own code.
 * No tables, no events; not part of the package.
 */
export { findBrowser, launchBrowser, skipWithoutBrowser } from './browser.ts';
export { verifyChain } from './chain.ts';
export type { ChainQuestion, Verdict } from './chain.ts';
export {
  findPostgresql,
  skipWithoutPostgresql,
  startPostgresql,
  testDatabase,
  withPostgresql,
} from './postgresql.ts';
export type { PostgresqlServer } from './postgresql.ts';
export { temporaryDirectory } from './temporary-directory.ts';
export type { TemporaryDirectory } from './temporary-directory.ts';
export { ask, certtool, findTool, openssl, skipWithout } from './tools.ts';
export type { Answer, Question } from './tools.ts';
