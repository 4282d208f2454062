import { CaError } from '#base';
import { DatabaseError } from 'pg';
import { describeFault } from './fault.ts';
import { StatementError } from './statement-error.ts';

/** The connection broke, or there is none: what was under way on it has been rolled back, but for a commit. */
export class LostConnection extends CaError {
  constructor(cause?: unknown) {
    super('busy', 'The database cannot be reached; try again in a moment.', { cause });
  }
}

/** Classes of SQLSTATE after which the connection, or the server, is gone: 08 connection, 57P shutdown, 53300 full. */
const gone = /^(08...|57P0[1-5]|53300|25P03)$/;

/**
 * Runs `act` on the driver and names what went wrong.
 *
 * @throws StatementError when the server refused `sql`; LostConnection when it cannot be reached.
 */
export async function attempt<T>(sql: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const fault = describeFault(error);
    // What the server says has an SQLSTATE; what the driver says of the network may look like one (EPIPE).
    if (!(error instanceof DatabaseError) || gone.test(fault.code)) throw new LostConnection(error);
    throw new StatementError(fault, sql);
  }
}
