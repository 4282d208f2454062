import { CaError, present } from '#base';
import type { Reason } from '#authorities';
import type { IssuedCertificate } from './certificate.ts';
import type { Context } from './context.ts';
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
 * @throws CaError `already_revoked`, `refused` (by a gate).
 */
export async function revokeCertificate(
  context: Context,
  { id, serial, authorityId }: IssuedCertificate,
  { reason = 'unspecified', compromised = null, actor = 'library' }: RevokeOptions,
): Promise<IssuedCertificate> {
  await context.events.ask('certificate.revoke', { serial, reason, actor });
  await context.db.transaction(async (trx) => {
    const revoked = await context.store.revoke(trx, id, {
      revoked_ms: context.clock.now(),
      revoked_reason: reason,
      compromised_ms: compromised?.getTime() ?? null,
    });
    if (!revoked) throw new CaError('already_revoked', 'The certificate is already revoked.');
    await context.events.record(trx, 'certificate.revoked', {
      actor,
      certificateId: id,
      serial,
      authorityId,
      reason,
    });
  });
  return toIssued(present(await context.store.find({ id }), 'revoked certificate'));
}

/**
 * Takes a certificate off hold: it is good again, as if nothing had been (RFC 5280 §5.3.1, certificateHold and
 * removeFromCRL). Tells `certificate.released` after commit.
 *
 * @throws CaError `bad_request` when it is not on hold: no other revocation is ever undone; `refused` (by a gate).
 */
export async function releaseCertificate(
  context: Context,
  { id, serial, authorityId }: IssuedCertificate,
  { actor = 'library' }: ReleaseOptions,
): Promise<IssuedCertificate> {
  await context.events.ask('certificate.release', { serial, actor });
  await context.db.transaction(async (trx) => {
    if (!(await context.store.release(trx, id, context.clock.now())))
      throw new CaError('bad_request', 'The certificate is not on hold.');
    await context.events.record(trx, 'certificate.released', {
      actor,
      certificateId: id,
      serial,
      authorityId,
    });
  });
  return toIssued(present(await context.store.find({ id }), 'released certificate'));
}
