import type { CompiledQuery } from 'kysely';
import { assert } from '#base';
import type { Trx } from './tables.ts';

const insertedAtOnce = 250;
const mostCompiled = 8;

/**
 * Inserts rows of one table, hundreds in one statement, whatever they hold: compiling a statement costs more than running
 * it, so that those for the numbers of rows that came last are kept.
 *
 * @param blank    A row with all columns.
 * @param compile  A statement that inserts so many of these.
 */
export function bulkInsert<Row extends object>(
  blank: Row,
  compile: (rows: readonly Row[]) => CompiledQuery,
): (trx: Trx, rows: readonly Row[]) => Promise<void> {
  const columns = Object.keys(blank) as (keyof Row)[];
  const compiled = new Map<number, CompiledQuery>();
  const queryOf = (count: number): CompiledQuery => {
    const query = compiled.get(count) ?? compile(Array.from({ length: count }, () => blank));
    compiled.delete(count);
    compiled.set(count, query);
    const [oldest] = compiled.keys();
    if (compiled.size > mostCompiled && oldest !== undefined) compiled.delete(oldest);
    return query;
  };
  return async (trx, rows) => {
    for (let at = 0; at < rows.length; at += insertedAtOnce) {
      const page = rows.slice(at, at + insertedAtOnce);
      const query = queryOf(page.length);
      const parameters = page.flatMap((row) => columns.map((column) => row[column]));
      assert(query.parameters.length === parameters.length, 'a parameter for each column');
      await trx.executeQuery({ ...query, parameters });
    }
  };
}
