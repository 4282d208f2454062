/* #db, but for a database that tells before it has stored; see `sabotage.ts`. */
import { setTimeout as wait } from 'node:timers/promises';
import { sql, type Transaction } from 'kysely';
import { openDatabase as open, type Database, type DatabaseOptions } from '#db';

export * from '#db';

const holdMs = 150;

/** As the true one; but see above. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const db = await open(options);
  return Object.freeze({ ...db, transaction: lying(db) });
}

function lying(db: Database): Database['transaction'] {
  return (work) =>
    new Promise((resolve, reject) => {
      const lie: typeof work = async (trx) => {
        const before = await lastIntent(trx);
        const value = await work(trx);
        if ((await lastIntent(trx)) === before) return value;
        resolve(value);
        await wait(holdMs);
        return value;
      };
      db.transaction(lie).then(resolve, reject);
    });
}

/** The id of the last row that holds an unsigned certificate. */
async function lastIntent<Tables>(trx: Transaction<Tables>): Promise<unknown> {
  const query = sql<{ id: unknown }>`select max(id) as id from certificate where tbs is not null`;
  return (await query.execute(trx)).rows[0]?.id;
}
