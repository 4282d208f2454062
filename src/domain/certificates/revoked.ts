import { present } from '#base';
import type { Reason } from '#authorities';
import { transactionOf, type AnyTransaction } from '#db';
import type { Context } from './context.ts';
import type { CertificateTables, RevokedRow } from './store.ts';

/** What a list of revoked certificates needs to know of one of them. */
export interface RevokedCertificate {
  readonly id: number;
  readonly authorityId: number;
  /** Upper-case hex without leading zeros. */
  readonly serial: string;
  readonly notAfterMs: number;
  readonly revokedMs: number;
  readonly reason: Reason;
  readonly compromisedMs: number | null;
}

/** A page of the revoked certificates of an authority: those with an id above `afterId`. Or the one with this id. */
export type RevokedQuery =
  | { readonly id: number }
  | { readonly authorityId: number; readonly afterId: number; readonly limit: number };

/**
 * Revoked certificates, expired ones too, in the order of their ids, without looking into one of them: there may be
 * millions. One that is not revoked, or no longer, is not among them.
 *
 * @param trx  Reads as part of this transaction, so that what is decided upon it cannot be overtaken.
 */
export async function listRevoked(
  { store }: Context,
  query: RevokedQuery,
  trx?: AnyTransaction,
): Promise<RevokedCertificate[]> {
  const rows = await store.listRevoked(query, trx && transactionOf<CertificateTables>(trx));
  return rows.map(toRevoked);
}

function toRevoked(row: RevokedRow): RevokedCertificate {
  return {
    id: row.id,
    authorityId: row.authority_id,
    serial: row.serial,
    notAfterMs: row.not_after_ms,
    revokedMs: present(row.revoked_ms, 'time of a revocation'),
    reason: reasonOf(row),
    compromisedMs: row.compromised_ms,
  };
}

/** `removeFromCRL`, which django-ca's scripts may give, is no reason that a list can tell (RFC 5280 §5.3.1). */
function reasonOf({ revoked_reason: reason }: RevokedRow): Reason {
  return reason === null || reason === 'removeFromCRL' ? 'unspecified' : (reason as Reason);
}
