/**
 * The database: one connection that writes, others that read, transactions that share commits, and migrations. Rooms write
 * plain Kysely against it. Knows how to keep rows safe on disk; knows no table but its own, and no row's meaning. On a file
 * statements run on this thread (`file-connections.ts`); what takes long is waited for elsewhere.
 *
 * SQLite, in a file or in memory, or a PostgreSQL server: they differ behind `openDatabase` and nowhere higher. Tells
 * processes that share a server of each other's commits, and those that share a database which of them are alive.
 *
 * Tables: `migration` (which steps this database has seen), `writer` (what each process committed last). No events.
 */
export { backupDatabase, restoreDatabase } from './backup.ts';
export { blob, identity } from './columns.ts';
export { compileOnce, sendOnce } from './compile-once.ts';
export type { CompiledOnce, SentOnce } from './compile-once.ts';
export { compileRows } from './compile-rows.ts';
export type { CompiledRows } from './compile-rows.ts';
export { copyDatabase } from './copy.ts';
export type { CopiedTable } from './copy.ts';
export { openDatabase } from './database.ts';
export type { Database, DatabaseOptions } from './database.ts';
export { hasDatabase } from './has-database.ts';
export { databaseStatus } from './status.ts';
export type { DatabaseStatus } from './status.ts';
export type { Presence } from './presence.ts';
export { isUniqueViolation, StatementError } from './statement-error.ts';
export type { Migration } from './migrate.ts';
export { untilWritten } from './until-written.ts';
export type { UntilWritten } from './until-written.ts';
export {
  afterCommit,
  afterUndo,
  findInCommit,
  later,
  noteInCommit,
  notify,
  transactionOf,
} from './work.ts';
export type { AnyTransaction, Later } from './work.ts';
