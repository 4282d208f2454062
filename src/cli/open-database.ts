import { migrations } from '#app';
import { CaError } from '#base';
import type { Config } from '#config';
import { hasDatabase, openDatabase, type Database, type DatabaseOptions } from '#db';

/**
 * Runs `act` on the database of the settings alone, without the rooms over it.
 *
 * @param schema  `leave` to look at it as it is, without bringing its tables up to date.
 * @throws CaError `not_found` when there is none yet.
 */
export async function withDatabase<T>(
  { database: url, databasePassword: password }: Config,
  schema: NonNullable<DatabaseOptions['schema']>,
  act: (db: Database) => Promise<T>,
): Promise<T> {
  if (!hasDatabase(url)) throw new CaError('not_found', 'There is no database yet.');
  const db = await openDatabase({ url, migrations, schema, ...(password && { password }) });
  try {
    return await act(db);
  } finally {
    await db.close();
  }
}
