import type { OcspPolicyTable, OcspReader, OcspTrx } from './tables.ts';

/** How the status of an authority's certificates is told. */
export interface PolicyStore {
  findPolicy(authorityId: number, trx?: OcspTrx): Promise<OcspPolicyTable | undefined>;
  savePolicy(trx: OcspTrx, row: OcspPolicyTable): Promise<void>;
  /** The shortest validity of answers that any authority asks for, in seconds. */
  shortestValidity(): Promise<number | undefined>;
}

/** The SQL behind it. */
export function policyQueries(reader: OcspReader): PolicyStore {
  return {
    findPolicy: (authorityId, trx) =>
      (trx ?? reader)
        .selectFrom('ocsp_policy')
        .selectAll()
        .where('authority_id', '=', authorityId)
        .executeTakeFirst(),
    savePolicy: async (trx, row) => {
      const { authority_id: _, ...changes } = row;
      await trx
        .insertInto('ocsp_policy')
        .values(row)
        .onConflict((conflict) => conflict.column('authority_id').doUpdateSet(changes))
        .execute();
    },
    shortestValidity: async () => {
      const row = await reader
        .selectFrom('ocsp_policy')
        .select('response_validity_seconds')
        .orderBy('response_validity_seconds')
        .limit(1)
        .executeTakeFirst();
      return row?.response_validity_seconds;
    },
  };
}
