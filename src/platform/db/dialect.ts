import { AssertionError, assert } from '#base';
import { DefaultQueryExecutor, Kysely, Transaction } from 'kysely';
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely';
import type { SQLOutputValue } from 'node:sqlite';
import type { Engine } from './engine.ts';
import { toParameter } from './parameters.ts';
import type { Outcome, Statement } from './sqlite.ts';

/** How a statement reaches its connection. */
export type Run = (statement: Statement) => Promise<Outcome>;

/** Kysely that reads through `run`. It can begin no transaction; what it is asked at once may run at once. */
export function createReader(engine: Engine, run: Run): Kysely<unknown> {
  return new Kysely({ dialect: dialectOver(engine, new SqlConnection(run, 'read')) });
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
  const connection = new SqlConnection(run, 'write');
  const dialect = dialectOver(engine, connection);
  const provider = {
    provideConnection: async <T>(consumer: (connection: DatabaseConnection) => Promise<T>) => {
      assert(isOpen(), 'a query was sent after its transaction had ended');
      return await consumer(connection);
    },
  };
  const executor = new DefaultQueryExecutor(engine.compiler, engine.adapter, provider);
  return new Transaction({
    config: { dialect },
    driver: dialect.createDriver(),
    executor,
    dialect,
  });
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
    return toResult(await this.#run({ sql: query.sql, parameters, purpose: this.#purpose }));
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
  for (const [at, column] of columns.entries()) object[column] = row[at];
  return object;
}
