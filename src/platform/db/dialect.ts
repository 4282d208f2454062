import { AssertionError, assert } from '#base';
import { DefaultQueryExecutor, Kysely, Transaction } from 'kysely';
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely';
import type { SQLOutputValue } from 'node:sqlite';
import type { Engine } from './engine.ts';
import { toParameter } from './parameters.ts';
import type { Outcome, Statement } from './sqlite.ts';
import { findDiskError } from './statement-error.ts';

/** How a statement reaches its connection. */
export type Run = (statement: Statement) => Promise<Outcome>;

/** Where an object of Kysely keeps what it asks: a WeakMap with a key for each transaction busies the garbage collector. */
const asked = Symbol('connection');

interface Asking {
  [asked]?: DatabaseConnection;
}

/** What a reader or a transaction asks, past Kysely. */
export function connectionOf(kysely: object): DatabaseConnection {
  const connection = (kysely as Asking)[asked];
  assert(connection, 'this is no reader or transaction of a Database');
  return connection;
}

/** Kysely that reads through `run`. It can begin no transaction; what it is asked at once may run at once. */
export function createReader(engine: Engine, run: Run): Kysely<unknown> {
  const connection = new SqlConnection(run, 'read');
  const reader = new Kysely<unknown>({ dialect: dialectOver(engine, connection) });
  (reader as Asking)[asked] = connection;
  return reader;
}

/**
 * Kysely's own transaction object over `run`, for a transaction that somebody else begins and ends.
 * Once `isOpen` answers false, every query through it is refused.
 */
export function createTransaction(
  engine: Engine,
  run: Run,
  isOpen: () => boolean,
): Transaction<unknown> {
  const runWhileOpen: Run = (statement) => {
    assert(isOpen(), 'a query was sent after its transaction had ended');
    return run(statement);
  };
  const connection = new SqlConnection(runWhileOpen, 'write');
  const dialect = dialectOver(engine, connection);
  const provider = {
    provideConnection: <T>(consumer: (connection: DatabaseConnection) => Promise<T>) =>
      consumer(connection),
  };
  const executor = new DefaultQueryExecutor(engine.compiler, engine.adapter, provider);
  const driver = dialect.createDriver();
  const transaction = new Transaction<unknown>({ config: { dialect }, driver, executor, dialect });
  (transaction as Asking)[asked] = connection;
  return transaction;
}

function dialectOver(engine: Engine, connection: DatabaseConnection): Dialect {
  return {
    createAdapter: () => engine.adapter,
    createDriver: () => driverOver(connection),
    createIntrospector: (kysely) => engine.introspector(kysely),
    createQueryCompiler: () => engine.compiler,
  };
}

function driverOver(connection: DatabaseConnection): Driver {
  const refuse = async (): Promise<never> => {
    throw new AssertionError('only Database.transaction() begins and ends transactions');
  };
  const nothing = async (): Promise<void> => {};
  return {
    init: nothing,
    acquireConnection: async () => connection,
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    releaseConnection: nothing,
    destroy: nothing,
  };
}

class SqlConnection implements DatabaseConnection {
  readonly #run: Run;
  readonly #purpose: Statement['purpose'];

  constructor(run: Run, purpose: Statement['purpose']) {
    this.#run = run;
    this.#purpose = purpose;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const parameters = query.parameters.map(toParameter);
    try {
      return toResult(await this.#run({ sql: query.sql, parameters, purpose: this.#purpose }));
    } catch (error) {
      throw findDiskError(error) ?? error;
    }
  }

  streamQuery(): never {
    throw new AssertionError('read in pages by key: streams are not supported');
  }
}

/** The id of an inserted row is told by `returning`, on every kind of database. */
function toResult<Row>({ columns, rows, changes }: Outcome): QueryResult<Row> {
  if (columns.length === 0) return { rows: [], numAffectedRows: BigInt(changes) };
  return { rows: rows.map((row) => toObject(columns, row) as Row) };
}

function toObject(columns: readonly string[], row: readonly SQLOutputValue[]): object {
  const object: Record<string, SQLOutputValue | undefined> = {};
  let at = 0;
  for (const column of columns) object[column] = row[at++];
  return object;
}
