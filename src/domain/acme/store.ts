import type { Database } from '#db';

/** One row of the table `acme_policy`; an authority without one has the defaults. */
export interface AcmePolicyTable {
  authority_id: number;
  enabled: number;
  registration: number;
  profile: string;
  requires_contact: number;
}

/** Tables that only this file reads and writes. */
export interface AcmeTables {
  acme_policy: AcmePolicyTable;
}

/** All SQL of this room. */
export interface AcmeStore {
  findPolicy(authorityId: number): Promise<AcmePolicyTable | undefined>;
  savePolicy(row: AcmePolicyTable): Promise<void>;
}

export function createStore(db: Database): AcmeStore {
  return {
    findPolicy: (authorityId) =>
      db
        .reader<AcmeTables>()
        .selectFrom('acme_policy')
        .selectAll()
        .where('authority_id', '=', authorityId)
        .executeTakeFirst(),
    savePolicy: async (row) => {
      const { authority_id: _, ...changes } = row;
      await db.transaction<AcmeTables, unknown>((trx) =>
        trx
          .insertInto('acme_policy')
          .values(row)
          .onConflict((conflict) => conflict.column('authority_id').doUpdateSet(changes))
          .execute(),
      );
    },
  };
}
