import { CaError } from '#base';
import type { Reason } from '#authorities';
import type { IssuedCertificate } from './certificate.ts';
import type { Context } from './context.ts';
import { getOnRecord } from './find.ts';
import { toIssued } from './record.ts';

export interface RevokeOptions {
  /** Default: `unspecified`. */
  readonly reason?: Reason;
  /** The invalidity date (RFC 5280 §5.3.2). */
  readonly compromised?: Date | null;
  /** Who asks, for the record of events. Default: `library`. */
  readonly actor?: string;
}

export interface ReleaseOptions {
  /** Who asks, for the record of events. Default: `library`. */
  readonly actor?: string;
}

/**
 * Revokes a certificate for good, or until it is released where the reason is `certificateHold`; one that is on hold
 * may be revoked for good. Tells `certificate.revoked` after commit.
 *
 * @throws CaError `already_revoked`, `refused` (by a gate), `outcome_unknown` when the database has come back without it, as
 *   after a failover that lost rows.
 */
export async function revokeCertificate(
  context: Context,
  certificate: IssuedCertificate,
  { reason = 'unspecified', compromised = null, actor = 'library' }: RevokeOptions,
): Promise<IssuedCertificate> {
  const { id, serial, authorityId } = certificate;
  await context.events.ask('certificate.revoke', { serial, reason, actor });
  const isRevoked = await context.db.transaction(async (trx) => {
    const revoked = await context.store.revoke(trx, certificate, {
      revoked_ms: context.clock.now(),
      revoked_reason: reason,
      compromised_ms: compromised?.getTime() ?? null,
    });
    if (!revoked) return false;
    await context.events.record(trx, 'certificate.revoked', {
      actor,
      certificateId: id,
      serial,
      authorityId,
      reason,
    });
    return true;
  });
  const row = await getOnRecord(context, certificate);
  if (!isRevoked) throw new CaError('already_revoked', 'The certificate is already revoked.');
  return toIssued(row);
}

/**
 * Takes a certificate off hold: it is good again, as if nothing had been (RFC 5280 §5.3.1, certificateHold and
 * removeFromCRL). Tells `certificate.released` after commit.
 *
 * @throws CaError `bad_request` when it is not on hold: no other revocation is ever undone; `refused` (by a gate);
 *   `outcome_unknown` as above.
 */
export async function releaseCertificate(
  context: Context,
  certificate: IssuedCertificate,
  { actor = 'library' }: ReleaseOptions,
): Promise<IssuedCertificate> {
  const { id, serial, authorityId } = certificate;
  await context.events.ask('certificate.release', { serial, actor });
  const isReleased = await context.db.transaction(async (trx) => {
    if (!(await context.store.release(trx, certificate, context.clock.now()))) return false;
    await context.events.record(trx, 'certificate.released', {
      actor,
      certificateId: id,
      serial,
      authorityId,
    });
    return true;
  });
  const row = await getOnRecord(context, certificate);
  if (!isReleased) throw new CaError('bad_request', 'The certificate is not on hold.');
  return toIssued(row);
}
