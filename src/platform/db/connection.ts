import { describeFault } from './fault.ts';
import { SqliteConnection } from './sqlite.ts';
import type { ConnectionOptions, Outcome, Statement } from './sqlite.ts';
import { StatementError, stopping } from './statement-error.ts';

/** One SQLite connection, wherever it lives. What is asked is done in the order of asking. */
export interface Connection {
  /** @throws StatementError when the database refuses the statement. */
  run(statement: Statement): Promise<Outcome>;
  /** Runs SQL that moves the transaction. @throws StatementError */
  control(sql: string): Promise<void>;
  /** Finishes what was asked before, then closes. */
  close(): Promise<void>;
}

/** Opens a connection on this thread, which stands still while a statement runs: for memory, where that is short. */
export function openInline(options: ConnectionOptions): Connection {
  const connection = attempt('open', () => new SqliteConnection(options));
  let closed = false;
  return {
    run: async (statement) => {
      if (closed) throw stopping();
      return attempt(statement.sql, () => connection.run(statement));
    },
    control: async (sql) => attempt(sql, () => connection.control(sql)),
    close: async () => {
      closed = true;
      connection.close();
    },
  };
}

function attempt<T>(sql: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new StatementError(describeFault(error), sql);
  }
}
