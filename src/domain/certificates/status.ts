import { toRevocation, type Revocation } from '#authorities';
import type { Context } from './context.ts';

/** What is on record of a certificate as far as its status goes. */
export interface CertificateStatus {
  /** Upper-case hex without leading zeros. */
  readonly serial: string;
  readonly notAfterMs: number;
  /** Null while it is not revoked. */
  readonly revocation: Revocation | null;
}

/**
 * The status of those certificates of an authority that have one of these serials (upper-case hex without leading
 * zeros), in one look and without looking into one of them. Serials that it never handed a certificate out with have none:
 * intents, abandoned ones, those of other authorities.
 */
export async function listStatuses(
  { store }: Context,
  authority: { readonly id: number },
  serials: readonly string[],
): Promise<CertificateStatus[]> {
  const rows = await store.listStatuses(authority.id, serials);
  return rows.map((row) => ({
    serial: row.serial,
    notAfterMs: row.not_after_ms,
    revocation: toRevocation(row),
  }));
}
