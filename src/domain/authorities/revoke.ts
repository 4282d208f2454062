import { CaError } from '#base';
import type { Authority, AuthorityCertificate, AuthorityRef, Reason } from './authority.ts';
import { certificateOf, certificatesOf } from './chains.ts';
import type { Context } from './context.ts';
import { getAuthority } from './find.ts';
import { findSerial } from './serial.ts';
import { isSelfSigned } from './placement.ts';
import type { AuthorityTrx } from './tables.ts';

/** Why, and since when. */
export interface RevokeAuthority {
  /** Default: `unspecified`. */
  readonly reason?: Reason;
  /** The invalidity date (RFC 5280 §5.3.2); not in the future. */
  readonly compromised?: Date | null;
  /** Who asks, for the record of events. Default: `library`. */
  readonly actor?: string;
}

/**
 * Revokes an authority for good, with every certificate of it that an authority of ours has signed: it signs nothing any
 * more, and its issuers' CRLs name it. A ref by the serial of a certificate beside its present one revokes that one alone,
 * and the authority goes on. Tells `authority.revoked` after commit.
 *
 * @throws CaError `not_found`, `already_revoked`, `bad_request` (a root, or its own certificate: nobody stands above it
 *   who could say so; a hold; a time in the future), `refused` (by a gate).
 */
export async function revokeAuthority(
  context: Context,
  ref: AuthorityRef,
  request: RevokeAuthority = {},
): Promise<Authority> {
  const authority = await getAuthority(context, ref);
  checkRevocation(context, request);
  const target = await targetOf(context, authority, ref);
  const { reason = 'unspecified', actor = 'library' } = request;
  const serial = target.only?.serial ?? authority.serial;
  await context.events.ask('authority.revoke', { serial, reason, actor });
  await context.db.transaction((trx: AuthorityTrx) => record(context, trx, target, request));
  return getAuthority(context, { id: authority.id });
}

function checkRevocation({ clock }: Context, { reason, compromised }: RevokeAuthority): void {
  if (reason === 'certificateHold' || reason === 'removeFromCRL')
    throw new CaError('bad_request', 'An authority is revoked for good or not at all.');
  if (compromised && !(compromised.getTime() <= clock.now()))
    throw new CaError('bad_request', 'The key cannot be compromised since a time in the future.');
}

/** What is to be revoked: one further certificate alone, or the authority and all its certificates. */
interface Target {
  readonly authority: Authority;
  readonly only: AuthorityCertificate | undefined;
  readonly all: readonly AuthorityCertificate[];
}

async function targetOf(
  context: Context,
  authority: Authority,
  ref: AuthorityRef,
): Promise<Target> {
  const serial = 'id' in ref || !('serial' in ref) ? authority.serial : findSerial(ref.serial);
  const all = await certificatesOf(context, authority);
  if (serial === undefined || serial === authority.serial) {
    if (isSelfSigned(authority.certificate)) throw noOneAbove();
    if (authority.revocation) throw already();
    return { authority, only: undefined, all };
  }
  const only = await certificateOf(context, serial);
  if (only.issuerId === null || isSelfSigned(only.certificate)) throw noOneAbove();
  if (only.revocation) throw already();
  return { authority, only, all };
}

async function record(
  context: Context,
  trx: AuthorityTrx,
  { authority, only, all }: Target,
  { reason = 'unspecified', compromised = null, actor = 'library' }: RevokeAuthority,
): Promise<void> {
  const nowMs = context.clock.now();
  const columns = {
    revoked_ms: nowMs,
    revoked_reason: reason,
    compromised_ms: compromised?.getTime() ?? null,
    updated_ms: nowMs,
  };
  const told = (only ? [only] : all).filter(
    (each) => each.issuerId !== null && each.revocation === null,
  );
  if (!only && !(await context.store.revoke(trx, authority.id, columns))) throw already();
  const further = told.filter(({ kind }) => kind !== 'primary').map((each) => each.serial);
  const count = await context.certificateStore.revoke(trx, further, columns);
  if (only && count === 0) throw already();
  await context.events.record(trx, 'authority.revoked', {
    actor,
    authorityId: authority.id,
    serial: only?.serial ?? authority.serial,
    reason,
    serials: told.map((each) => each.serial),
    issuers: [...new Set(told.map((each) => each.issuerId))],
  });
}

function already(): CaError {
  return new CaError('already_revoked', 'The certificate authority is already revoked.');
}

function noOneAbove(): CaError {
  return new CaError(
    'bad_request',
    'Nobody of this house stands above this certificate who could revoke it: disable the authority, and revoke what it signed.',
  );
}
