import type { Database } from '#db';

/** One row of the table `ocsp_policy`; an authority without one has the defaults. */
export interface OcspPolicyTable {
  authority_id: number;
  key_backend: string;
  responder_key_validity_days: number;
  response_validity_seconds: number;
}

/** Tables that only this file reads and writes. */
export interface OcspTables {
  ocsp_policy: OcspPolicyTable;
}

/** All SQL of this room. */
export interface OcspStore {
  findPolicy(authorityId: number): Promise<OcspPolicyTable | undefined>;
  savePolicy(row: OcspPolicyTable): Promise<void>;
}

export function createStore(db: Database): OcspStore {
  return {
    findPolicy: (authorityId) =>
      db
        .reader<OcspTables>()
        .selectFrom('ocsp_policy')
        .selectAll()
        .where('authority_id', '=', authorityId)
        .executeTakeFirst(),
    savePolicy: async (row) => {
      const { authority_id: _, ...changes } = row;
      await db.transaction<OcspTables, unknown>((trx) =>
        trx
          .insertInto('ocsp_policy')
          .values(row)
          .onConflict((conflict) => conflict.column('authority_id').doUpdateSet(changes))
          .execute(),
      );
    },
  };
}
