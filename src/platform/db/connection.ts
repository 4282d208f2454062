import { describeFault } from './fault.ts';
import { SqliteConnection } from './sqlite.ts';
import type { ConnectionOptions, Outcome, Statement } from './sqlite.ts';
import { StatementError, stopping } from './statement-error.ts';

/** One connection, wherever it lives and whatever it leads to. What is asked is done in the order of asking. */
export interface Connection {
  /** @throws StatementError when the database refuses the statement. */
  run(statement: Statement): Promise<Outcome>;
  /** Begins the one transaction, waiting for the turn of this process among the writers. */
  begin(): Promise<void>;
  /** Ends it for good, after the savepoints that `before` moves. @throws UnknownCommit */
  commit(before: string): Promise<void>;
  rollback(): Promise<void>;
  /** Finishes what was asked before, then closes. */
  close(): Promise<void>;
}

/** Opens a connection on this thread, which stands still while a statement runs: for memory, where that is short. */
export function openInline(options: ConnectionOptions): Connection {
  const connection = attempt('open', () => new SqliteConnection(options));
  const control = (sql: string): void => attempt(sql, () => connection.control(sql));
  let closed = false;
  return {
    run: async (statement) => {
      if (closed) throw stopping();
      return attempt(statement.sql, () => connection.run(statement));
    },
    begin: async () => control('begin immediate'),
    commit: async (before) => control(`${before}commit`),
    rollback: async () => control('rollback'),
    close: async () => {
      closed = true;
      connection.close();
    },
  };
}

/** Does what `sql` says; what SQLite throws becomes a `StatementError`. */
export function attempt<T>(sql: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new StatementError(describeFault(error), sql);
  }
}
