import type { Compilable, CompiledQuery, Kysely, QueryResult } from 'kysely';
import { connectionOf } from './dialect.ts';

/** A query with places for values; asked through `on`, a transaction or another reader, or through its own reader. */
export type CompiledOnce<Tables, Values extends object, Row> = (
  values: Values,
  on?: Kysely<Tables>,
) => Promise<QueryResult<Row>>;

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
  const compiled: Compiled<Row>[] = [];
  return async (values, on = reader) => {
    let query = compiled.find(({ names }) => fits(names, values));
    if (!query) {
      const names = Object.keys(values);
      const markers = Object.fromEntries(names.map((name) => [name, new Marker(name)]));
      query = { names, query: build(reader, markers as Values).compile() };
      compiled.push(query);
    }
    return connectionOf(on).executeQuery<Row>(bind(query.query, values));
  };
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
