/**
 * The database: one connection that writes, one that reads, transactions that share commits, and migrations. Rooms write
 * plain Kysely against it. Knows how to keep rows safe on disk; knows no table but its own, and no row's meaning.
 *
 * Today SQLite, in a file or in memory. Another engine is another Kysely dialect behind `openDatabase`, nowhere higher.
 *
 * Tables: `migration` (which steps this database has seen). No events.
 */
export { blob, identity } from './columns.ts';
export { openDatabase } from './database.ts';
export type { Database, DatabaseOptions } from './database.ts';
export { isUniqueViolation, StatementError } from './statement-error.ts';
export type { Migration } from './migrate.ts';
export { afterCommit, transactionOf } from './work.ts';
export type { AnyTransaction } from './work.ts';
