import { assert } from '#base';
import type { Compilable, CompiledQuery, Kysely, QueryResult } from 'kysely';
import { connectionOf } from './dialect.ts';
import { later } from './work.ts';
import type { AnyTransaction, Later } from './work.ts';

/** A query with places for values; asked through `on`, a transaction or another reader, or through its own reader. */
export type CompiledOnce<Tables, Values extends object, Row> = (
  values: Values,
  on?: Kysely<Tables>,
) => Promise<QueryResult<Row>>;

/** A write with places for values, whose work does not wait for it; as part of `trx`. */
export type SentOnce<Values extends object, Row> = (
  values: Values,
  trx: AnyTransaction,
) => Later<QueryResult<Row>>;

/**
 * A query that is built and compiled when it is first asked and only bound from then on: for those that every request
 * asks, because Kysely takes several times as long for its text as SQLite for its answer.
 * `build` sees a marker in place of each value, so the text must not depend on one. It is built again for values with
 * other names, as of a row with fewer columns; one that is undefined counts, and is NULL.
 *
 * @param reader  Says which SQL is spoken, and answers where nothing else is named.
 * @example
 * const findHost = compileOnce(db.reader<Tables>(), (from, { id }: { id: number }) =>
 *   from.selectFrom('host').selectAll().where('id', '=', id));
 * const [host] = (await findHost({ id: 7 })).rows;
 */
export function compileOnce<Tables, Values extends object, Row>(
  reader: Kysely<Tables>,
  build: (from: Kysely<Tables>, values: Values) => Compilable<Row>,
): CompiledOnce<Tables, Values, Row> {
  const bind = binder(reader, build);
  return async (values, on = reader) => connectionOf(on).executeQuery<Row>(bind(values));
}

/**
 * As {@link compileOnce}, for writes that a work need not wait for: on a server all works of a commit send theirs in one
 * message, where each would have waited for its answer, and others for the end of the transaction. When the server refuses
 * one, its work has failed.
 *
 * @param options.changes  How many rows it changes; when it changes another number, the work has failed. Default: any.
 */
export function sendOnce<Tables, Values extends object, Row>(
  reader: Kysely<Tables>,
  build: (to: Kysely<Tables>, values: Values) => Compilable<Row>,
  { changes }: { readonly changes?: bigint } = {},
): SentOnce<Values, Row> {
  const bind = binder(reader, build);
  const send = async (values: Values, trx: AnyTransaction): Promise<QueryResult<Row>> => {
    const result = await connectionOf(trx).executeQuery<Row>(bind(values));
    const { numAffectedRows: changed } = result;
    assert(
      changes === undefined || changed === changes,
      `a statement changed ${changed} rows, not ${changes}`,
    );
    return result;
  };
  return (values, trx) => later(trx, send(values, trx));
}

/** A query for values with these names. */
interface Compiled<Row> {
  readonly names: readonly string[];
  readonly query: CompiledQuery<Row>;
}

/** Stands for a value while the query is built. */
class Marker {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Makes the query of values, building it when there is none for their names yet. */
function binder<Tables, Values extends object, Row>(
  reader: Kysely<Tables>,
  build: (from: Kysely<Tables>, values: Values) => Compilable<Row>,
): (values: Values) => CompiledQuery<Row> {
  const compiled: Compiled<Row>[] = [];
  return (values) => {
    let known = compiled.find(({ names }) => fits(names, values));
    if (!known) {
      const names = Object.keys(values);
      const markers = Object.fromEntries(names.map((name) => [name, new Marker(name)]));
      known = { names, query: build(reader, markers as Values).compile() };
      compiled.push(known);
    }
    return bind(known.query, values);
  };
}

function fits(names: readonly string[], values: object): boolean {
  return Object.keys(values).length === names.length && names.every((name) => name in values);
}

function bind<Row>(query: CompiledQuery<Row>, values: object): CompiledQuery<Row> {
  const given = values as Readonly<Record<string, unknown>>;
  const parameters = query.parameters.map((each) =>
    each instanceof Marker ? given[each.name] : each,
  );
  return { ...query, parameters };
}
