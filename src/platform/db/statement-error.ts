import { CaError } from '#base';
import type { Fault } from './fault.ts';

/**
 * A statement that the database refused. Rooms ask {@link isUniqueViolation} about it; whoever does not expect it lets
 * it pass, and it leaves Certwright as `internal`. Holds the SQL with its placeholders, never the values.
 */
export class StatementError extends Error implements Fault {
  override readonly name = 'StatementError';
  readonly code: string;
  readonly errcode: number;
  readonly sql: string;

  constructor(fault: Fault, sql: string) {
    super(fault.message);
    this.code = fault.code;
    this.errcode = fault.errcode;
    this.sql = sql;
  }
}

/** The connection or the disk was lost while the database committed, and it cannot be asked how that ended. */
export class UnknownCommit extends CaError {
  constructor(cause?: unknown) {
    super(
      'outcome_unknown',
      'The database was lost while it stored the change: look whether it is there before you try again.',
      { cause },
    );
  }
}

/** Tells whether `error` says that a row with the same unique key (or primary key) is already there. */
export function isUniqueViolation(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return errcode === 2067 || errcode === 1555 || code === '23505';
}

/** Tells whether another process held the lock until our patience ended (SQLITE_BUSY, lock_not_available). */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === 5 || systemCode(error) === '55P03';
}

/** The answer to whatever comes after the end. */
export function stopping(): CaError {
  return new CaError('busy', 'Certwright is stopping; try again in a moment.');
}

/** Why a transaction could not be begun or committed, in words for the caller; `error` becomes the cause. */
export function transactionError(error: unknown): CaError {
  const known = error instanceof CaError ? error : findDiskError(error);
  if (known) return known;
  const [code, detail] = isBusy(error)
    ? (['busy', 'The database is in use by another process; try again in a moment.'] as const)
    : (['internal', 'The change was not stored.'] as const);
  return new CaError(code, detail, { cause: error });
}

/**
 * That the disk does not take or give what it is asked for, as it is told to whoever asked: `busy`, as it may do so
 * later. Undefined for any other error.
 */
export function findDiskError(error: unknown): CaError | undefined {
  const detail = diskDetails[primaryCode(error)] ?? diskDetails[systemCode(error)];
  return detail === undefined ? undefined : new CaError('busy', detail, { cause: error });
}

/** Why a database could not be opened, in words for the operator; undefined when `error` is not about the file. */
export function findOpenError(thrown: unknown): CaError | undefined {
  const error = thrown instanceof CaError ? thrown.cause : thrown;
  if (isBusy(error)) return transactionError(error);
  const detail = openDetails[primaryCode(error)] ?? systemDetails[systemCode(error)];
  if (detail === undefined) return undefined;
  return new CaError('bad_data_directory', detail, { cause: error });
}

const notWritable =
  'The data directory cannot be written: give the user that runs Certwright the right to write it and its database files, or name another directory.';
const full = 'The disk is full: make room where the data directory stands.';
const notReadable = 'The data directory cannot be read or written: check the disk that holds it.';

const diskBroken = 'The disk of the database cannot be read or written; try again later.';
const diskFull = 'The disk of the database is full; try again later.';

/** By SQLite's primary result code, and by PostgreSQL's SQLSTATE. */
const diskDetails: Readonly<Record<string, string>> = {
  10: diskBroken,
  13: diskFull,
  58030: diskBroken,
  53100: diskFull,
};

/** By SQLite's primary result code. */
const openDetails: Readonly<Record<number, string>> = {
  3: notWritable,
  8: notWritable,
  14: notWritable,
  10: notReadable,
  11: 'The database file is damaged: restore it from a backup.',
  13: full,
  26: 'The database file is not an SQLite database: move it away, or name another data directory.',
};

/** By the system's error name, or our own for a setting that SQLite did not take. */
const systemDetails: Readonly<Record<string, string>> = {
  ERR_SQLITE_SETTING:
    'The file system of the data directory cannot keep a database safe: put it on a local disk.',
  EACCES: notWritable,
  EPERM: notWritable,
  EROFS: notWritable,
  ENOSPC: full,
  EDQUOT: full,
  EIO: notReadable,
  ENOTDIR:
    'A part of the path to the database is a file, not a directory: name another data directory.',
  EEXIST:
    'A part of the path to the database is a file, not a directory: name another data directory.',
  ENAMETOOLONG: 'The path to the database is too long: name another data directory.',
};

function primaryCode(error: unknown): number {
  return error instanceof StatementError ? error.errcode & 0xff : 0;
}

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
