import { AssertionError, assert } from '#base';
import {
  DefaultQueryExecutor,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  Transaction,
} from 'kysely';
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely';
import type { SQLOutputValue } from 'node:sqlite';
import { toParameter } from './parameters.ts';
import type { Outcome, Statement } from './sqlite.ts';

/** How a statement reaches its connection. */
export type Run = (statement: Statement) => Promise<Outcome>;

/** Kysely that reads through `run`. It can begin no transaction; what it is asked at once may run at once. */
export function createReader(run: Run): Kysely<unknown> {
  return new Kysely({ dialect: dialectOver(new SqlConnection(run, 'read')) });
}

/**
 * Kysely's own transaction object over `run`, for a transaction that somebody else begins and ends.
 * Once `isOpen` answers false, every query through it is refused.
 */
export function createTransaction(run: Run, isOpen: () => boolean): Transaction<unknown> {
  const connection = new SqlConnection(run, 'write');
  const dialect = dialectOver(connection);
  const provider = {
    provideConnection: async <T>(consumer: (connection: DatabaseConnection) => Promise<T>) => {
      assert(isOpen(), 'a query was sent after its transaction had ended');
      return await consumer(connection);
    },
  };
  const executor = new DefaultQueryExecutor(compiler, adapter, provider);
  return new Transaction({
    config: { dialect },
    driver: dialect.createDriver(),
    executor,
    dialect,
  });
}

/** Every query finds the same connection, which keeps the order itself: Kysely need not queue. */
class Adapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

const adapter = new Adapter();
const compiler = new SqliteQueryCompiler();

function dialectOver(connection: DatabaseConnection): Dialect {
  return {
    createAdapter: () => adapter,
    createDriver: () => driverOver(connection),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => compiler,
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
    return toResult(await this.#run({ sql: query.sql, parameters, purpose: this.#purpose }));
  }

  streamQuery(): never {
    throw new AssertionError('read in pages by key: streams are not supported');
  }
}

function toResult<Row>({ columns, rows, changes, lastId }: Outcome): QueryResult<Row> {
  if (columns.length === 0)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastId) };
  return { rows: rows.map((row) => toObject(columns, row) as Row) };
}

function toObject(columns: readonly string[], row: readonly SQLOutputValue[]): object {
  const object: Record<string, SQLOutputValue | undefined> = {};
  for (const [at, column] of columns.entries()) object[column] = row[at];
  return object;
}
