import type { Kysely } from 'kysely';
import type { Database } from '#db';
import type { RevocationColumns } from './revocation-columns.ts';
import type {
  AuthorityTables,
  AuthorityTrx,
  CertificateColumns,
  CertificateRow,
  NewCertificateRow,
} from './tables.ts';

/** All SQL about certificates of authorities beside their present ones. */
export interface CertificateStore {
  insert(trx: AuthorityTrx, row: NewCertificateRow): Promise<number>;
  /** Turns an intent into a certificate, or into the record of the one it replaces; false when it is none any more. */
  complete(
    trx: AuthorityTrx,
    id: number,
    changes: Partial<CertificateColumns> & Pick<CertificateRow, 'updated_ms'>,
  ): Promise<boolean>;
  /** Gives intents up: those with an id, or those made before `beforeMs`; returns their serials. */
  abandon(
    trx: AuthorityTrx,
    which: { readonly id: number } | { readonly beforeMs: number },
    nowMs: number,
  ): Promise<string[]>;
  /** Those that exist, of one authority or by one issuer, in the order in which they were made. */
  list(
    where:
      | { readonly authorityId: number }
      | { readonly issuerId: number; readonly serials?: readonly string[] | undefined },
  ): Promise<CertificateRow[]>;
  find(serial: string): Promise<CertificateRow | undefined>;
  /** Revokes those with these serials that are not revoked yet; returns how many. */
  revoke(
    trx: AuthorityTrx,
    serials: readonly string[],
    revocation: RevocationColumns & Pick<CertificateRow, 'updated_ms'>,
  ): Promise<number>;
}

export function createCertificateStore(db: Database): CertificateStore {
  const reader: Kysely<AuthorityTables> = db.reader<AuthorityTables>();
  const ready = () =>
    reader.selectFrom('authority_certificate').selectAll().where('state', '=', 'ready');
  return {
    list: (where) => {
      if ('authorityId' in where)
        return ready().where('authority_id', '=', where.authorityId).orderBy('id').execute();
      const { issuerId, serials } = where;
      const by = ready().where('issuer_id', '=', issuerId).orderBy('id');
      return (serials ? by.where('serial', 'in', [...serials]) : by).execute();
    },
    find: (serial) => ready().where('serial', '=', serial).executeTakeFirst(),
    insert: async (trx, row) => {
      const { id } = await trx
        .insertInto('authority_certificate')
        .values(row)
        .returning('id')
        .executeTakeFirstOrThrow();
      return id;
    },
    complete: async (trx, id, changes) => {
      const { numUpdatedRows } = await trx
        .updateTable('authority_certificate')
        .set({ ...changes, state: 'ready', tbs: null })
        .where('id', '=', id)
        .where('state', '=', 'intent')
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    abandon: async (trx, which, nowMs) => {
      const intents = trx
        .updateTable('authority_certificate')
        .set({ state: 'abandoned', updated_ms: nowMs })
        .where('state', '=', 'intent');
      const rows = await (
        'id' in which
          ? intents.where('id', '=', which.id)
          : intents.where('created_ms', '<', which.beforeMs)
      )
        .returning('serial')
        .execute();
      return rows.map((row) => row.serial);
    },
    revoke: async (trx, serials, revocation) => {
      if (serials.length === 0) return 0;
      const { numUpdatedRows } = await trx
        .updateTable('authority_certificate')
        .set(revocation)
        .where('serial', 'in', [...serials])
        .where('revoked_ms', 'is', null)
        .executeTakeFirst();
      return Number(numUpdatedRows);
    },
  };
}
