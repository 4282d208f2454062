import { encodeCrlEntries, type ReasonRfcName, type Revocation } from '#x509';
import type { EntryRow } from './tables.ts';

/** How many rows are read, or entries encoded, before something else may have its turn. */
export const pageSize = 1024;

/** DER of entries, one after the other (RFC 5280 §5.3). */
export function encodeEntries(
  rows: readonly Pick<EntryRow, 'serial' | 'revoked_ms' | 'reason' | 'compromised_ms'>[],
): Uint8Array {
  return encodeCrlEntries(revocationsOf(rows));
}

function* revocationsOf(rows: Parameters<typeof encodeEntries>[0]): Generator<Revocation> {
  for (const row of rows)
    yield {
      serial: row.serial,
      revokedMs: row.revoked_ms,
      reason: row.reason as ReasonRfcName,
      compromisedMs: row.compromised_ms,
    };
}
