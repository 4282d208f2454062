/* #db, but for a database that keeps something else than it was given; see `sabotage.ts`. */
import { sql, type RawBuilder } from 'kysely';
import { openDatabase as open, type Database, type DatabaseOptions } from '#db';
import { readLie, type Lie } from './lies.ts';

export * from '#db';

const other = Buffer.from('not what will be signed');

/** What is written after each transaction, in it. */
const changes: Readonly<Record<Lie, RawBuilder<unknown>>> = {
  // What is on record before a signature is not what is signed: who is killed in between has signed in secret (I1).
  intent: sql`update certificate set tbs = ${other} where state = 'intent' and order_id is not null`,
  // What was signed is gone as soon as it is told of.
  certificate: sql`update certificate set state = 'intent', tbs = ${other}, der = null, sha256 = null
    where state = 'issued' and order_id is not null`,
};

/** Which one this is: the query of our own address. */
const lie = changes[readLie(new URL(import.meta.url).search.slice(1))];

/** As the true one; but see above. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const db = await open(options);
  return Object.freeze({ ...db, transaction: lying(db) });
}

function lying(db: Database): Database['transaction'] {
  return (work) => {
    const lied: typeof work = async (trx) => {
      const value = await work(trx);
      await lie.execute(trx);
      return value;
    };
    return db.transaction(lied);
  };
}
