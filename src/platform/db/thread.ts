/** The thread of one connection: started by `thread-connection.ts`, which says what to do. Exports nothing. */
import { parentPort } from 'node:worker_threads';
import { LogKeeper } from './checkpoint.ts';
import { describeFault } from './fault.ts';
import { SqliteConnection } from './sqlite.ts';
import type { Outcome } from './sqlite.ts';
import type { Answer, Request } from './thread-connection.ts';

let connection: SqliteConnection | undefined;
let keeper: LogKeeper | undefined;

parentPort?.on('message', (request: Request) => parentPort?.postMessage(answer(request)));

function answer(request: Request): Answer {
  try {
    return { value: obey(request) };
  } catch (error) {
    return { fault: describeFault(error) };
  }
}

function obey(request: Request): Outcome | undefined {
  if (request.verb === 'open') {
    connection = new SqliteConnection(request.options);
    keeper = new LogKeeper(connection);
    return undefined;
  }
  if (!connection || !keeper) throw new Error('the connection is not open');
  if (request.verb === 'run') return connection.run(request.statement);
  if (request.verb === 'close') connection.close();
  else if (request.what === 'all') keeper.foldAll();
  else keeper.foldWhenDue();
  return undefined;
}
