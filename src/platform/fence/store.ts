import { transactionOf } from '#db';
import type { AnyTransaction, Database } from '#db';

/** What only this room may touch. */
export interface FenceTables {
  /** One row while nothing may be signed. */
  fence: { one: number; closed_ms: number };
}

/** Whether the database itself says that it was restored. */
export async function isMarked(db: Database): Promise<boolean> {
  const rows = await db.reader<FenceTables>().selectFrom('fence').select('one').execute();
  return rows.length > 0;
}

export async function mark(trx: AnyTransaction, closedMs: number): Promise<void> {
  await transactionOf<FenceTables>(trx)
    .insertInto('fence')
    .values({ one: 1, closed_ms: closedMs })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function unmark(trx: AnyTransaction): Promise<void> {
  await transactionOf<FenceTables>(trx).deleteFrom('fence').execute();
}
