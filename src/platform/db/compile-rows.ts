import type { Compilable, CompiledQuery, Kysely, QueryResult } from 'kysely';
import { connectionOf } from './dialect.ts';

/** A statement about rows, asked through a transaction; gives what it tells of them, in no order. */
export type CompiledRows<Tables, Row extends object, Told> = (
  rows: readonly Row[],
  on: Kysely<Tables>,
) => Promise<readonly Told[]>;

/** Few texts for any number of rows, the most that one statement takes first. */
const sizes = [64, 16, 4, 2, 1] as const;

/**
 * As `compileOnce`, for any number of rows with the same columns: they go in statements of 64, 16, 4, 2 and 1 of them,
 * because the way to the database costs more than what it does there. Tell rows apart by what comes back of each.
 *
 * @example
 * const insertHosts = compileRows(db.reader<Tables>(), (to, rows: readonly NewHost[]) =>
 *   to.insertInto('host').values(rows).returning(['id', 'name']));
 */
export function compileRows<Tables, Row extends object, Told>(
  reader: Kysely<Tables>,
  build: (to: Kysely<Tables>, rows: readonly Row[]) => Compilable<Told>,
): CompiledRows<Tables, Row, Told> {
  const compiled = new Map<string, CompiledQuery<Told>>();
  const compile = (size: number, names: readonly string[]): CompiledQuery<Told> => {
    const key = `${size} ${names.join()}`;
    const known = compiled.get(key);
    if (known) return known;
    const rows = Array.from({ length: size }, (_, row) =>
      Object.fromEntries(names.map((name) => [name, new Place(row, name)])),
    );
    const query = build(reader, rows as Row[]).compile();
    compiled.set(key, query);
    return query;
  };
  return async (rows, on) => {
    const names = Object.keys(rows[0] ?? {});
    const answers: Promise<QueryResult<Told>>[] = [];
    for (let at = 0; at < rows.length;) {
      const size = sizes.find((each) => each <= rows.length - at) ?? 1;
      const query = compile(size, names);
      const parameters = query.parameters.map((each) => valueAt(rows, at, each));
      answers.push(connectionOf(on).executeQuery<Told>({ ...query, parameters }));
      at += size;
    }
    return (await Promise.all(answers)).flatMap((answer) => answer.rows);
  };
}

/** Stands for a value of one of the rows while the statement is built. */
class Place {
  readonly row: number;
  readonly name: string;

  constructor(row: number, name: string) {
    this.row = row;
    this.name = name;
  }
}

function valueAt(rows: readonly object[], at: number, parameter: unknown): unknown {
  if (!(parameter instanceof Place)) return parameter;
  return (rows[at + parameter.row] as Readonly<Record<string, unknown>>)[parameter.name];
}
