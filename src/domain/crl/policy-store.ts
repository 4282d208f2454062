import { compileOnce, type Database } from '#db';
import type { CrlTables, PolicyTable, Trx } from './tables.ts';

/** The SQL of policies. */
export interface PolicyStore {
  /** With `trx`, what that transaction sees. */
  find(authorityId: number, trx?: Trx): Promise<PolicyTable | undefined>;
  save(trx: Trx, row: PolicyTable): Promise<void>;
}

export function createPolicyStore(db: Database): PolicyStore {
  const select = compileOnce(db.reader<CrlTables>(), (from, { id }: { id: number }) =>
    from.selectFrom('crl_policy').selectAll().where('authority_id', '=', id),
  );
  return {
    find: async (id, trx) => (await select({ id }, trx)).rows[0],
    save: async (trx, row) => {
      const { authority_id: _, ...changes } = row;
      await trx
        .insertInto('crl_policy')
        .values(row)
        .onConflict((conflict) => conflict.column('authority_id').doUpdateSet(changes))
        .execute();
    },
  };
}
