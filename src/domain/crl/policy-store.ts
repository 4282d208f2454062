import { compileOnce, type Database } from '#db';
import type { CrlTables, PolicyTable } from './tables.ts';

/** The SQL of policies. */
export interface PolicyStore {
  find(authorityId: number): Promise<PolicyTable | undefined>;
  save(row: PolicyTable): Promise<void>;
}

export function createPolicyStore(db: Database): PolicyStore {
  const select = compileOnce(db.reader<CrlTables>(), (from, { id }: { id: number }) =>
    from.selectFrom('crl_policy').selectAll().where('authority_id', '=', id),
  );
  return {
    find: async (id) => (await select({ id })).rows[0],
    save: async (row) => {
      const { authority_id: _, ...changes } = row;
      await db.transaction<CrlTables, unknown>((trx) =>
        trx
          .insertInto('crl_policy')
          .values(row)
          .onConflict((conflict) => conflict.column('authority_id').doUpdateSet(changes))
          .execute(),
      );
    },
  };
}
