import type { CreateTableBuilder } from 'kysely';
import type { Reason, Revocation } from './authority.ts';

/** The columns that tell of a revocation, in every table that holds certificates. */
export interface RevocationColumns {
  /** Null while it is not revoked. */
  revoked_ms: number | null;
  revoked_reason: string | null;
  compromised_ms: number | null;
}

/** Gives them to a table that is being made: `.$call(addRevocation)`. */
export function addRevocation<Table extends string, Column extends string>(
  table: CreateTableBuilder<Table, Column>,
): CreateTableBuilder<Table, Column | keyof RevocationColumns> {
  return table
    .addColumn('revoked_ms', 'integer')
    .addColumn('revoked_reason', 'text')
    .addColumn('compromised_ms', 'integer');
}

/** The revocation that a row tells of; null when it tells of none. */
export function toRevocation(row: Readonly<RevocationColumns>): Revocation | null {
  if (row.revoked_ms === null) return null;
  return Object.freeze({
    revoked: new Date(row.revoked_ms),
    reason: (row.revoked_reason ?? 'unspecified') as Reason,
    compromised: row.compromised_ms === null ? null : new Date(row.compromised_ms),
  });
}
