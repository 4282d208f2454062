import type { CertStatus } from '#x509';
import type { AnswerRow } from './tables.ts';
import { statusOf, type Truth } from './truth.ts';

/** What is said about one certificate, for how long: the part of an answer that somebody may rely on. */
export interface Statement {
  readonly status: CertStatus;
  readonly thisUpdateMs: number;
  readonly nextUpdateMs: number;
  /** End of the certificate; undefined when nothing is known of it. */
  readonly notAfterMs?: number;
}

/** A statement that is signed and on record. */
export interface StoredAnswer extends Statement {
  /** OCSPResponse with this statement alone and without nonce. */
  readonly der: Uint8Array;
  /** From here on a new one is made: half-way between the two updates. */
  readonly renewMs: number;
  /** What was on record when it was made; it is right as long as that has not changed. */
  readonly revokedMs: number | null;
  readonly reason: string | null;
}

/** What a row of a signed answer means. */
export function toStoredAnswer(row: AnswerRow & { readonly der: Uint8Array }): StoredAnswer {
  const revocation =
    row.revoked_ms === null
      ? null
      : { revoked: new Date(row.revoked_ms), reason: row.reason, compromised: null };
  const truth = { revocation, notAfterMs: row.until_ms } as Truth;
  return Object.freeze({
    der: row.der,
    status: statusOf(truth, row.this_update_ms),
    thisUpdateMs: row.this_update_ms,
    nextUpdateMs: row.next_update_ms,
    notAfterMs: row.until_ms,
    renewMs: row.renew_ms,
    revokedMs: row.revoked_ms,
    reason: row.reason,
  });
}

/** Whether what the answer says is still what is on record. */
export function agrees(
  { revokedMs, reason }: Pick<StoredAnswer, 'revokedMs' | 'reason'>,
  { revocation }: Truth,
): boolean {
  return (
    revokedMs === (revocation?.revoked.getTime() ?? null) && reason === (revocation?.reason ?? null)
  );
}
