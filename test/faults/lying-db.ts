/* #db, but for a database that keeps something else than it was given; see `sabotage.ts`. */
import { sql, type Transaction } from 'kysely';
import { openDatabase as open, type Database, type DatabaseOptions } from '#db';

export * from '#db';

/** As the true one; but see above. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const db = await open(options);
  return Object.freeze({ ...db, transaction: lying(db) });
}

function lying(db: Database): Database['transaction'] {
  return (work) => {
    const lie: typeof work = async (trx) => {
      const before = await lastIntent(trx);
      const value = await work(trx);
      if ((await lastIntent(trx)) !== before) await falsify(trx, before);
      return value;
    };
    return db.transaction(lie);
  };
}

/** The id of the last row that holds an unsigned certificate. */
async function lastIntent<Tables>(trx: Transaction<Tables>): Promise<unknown> {
  const query = sql<{ id: unknown }>`select max(id) as id from certificate where tbs is not null`;
  return (await query.execute(trx)).rows[0]?.id;
}

async function falsify<Tables>(trx: Transaction<Tables>, after: unknown): Promise<void> {
  const lie = Buffer.from('not what will be signed');
  await sql`update certificate set tbs = ${lie} where tbs is not null and id > ${after ?? 0}`.execute(
    trx,
  );
}
