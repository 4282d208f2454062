import { CaError } from '#base';
import type { Unlock } from '#keys';
import { findExtension, parseCertificate, type Certificate, type HashName } from '#x509';
import type { Authority, AuthorityRef } from './authority.ts';
import type { Context } from './context.ts';
import { prepareAuthority } from './document.ts';
import { certificatesAbove, getAuthority, signerOf } from './find.ts';
import { giveUpFurther, signFurther } from './further.ts';
import { lifeOf } from './life.ts';
import { inheritedExtensions, keyIdOf, ownExtensions } from './own-extensions.ts';
import { pathLengthWithin, roomBelow } from './path-length.ts';
import { isSelfSigned } from './placement.ts';
import { replacePrimary } from './replace-primary.ts';
import { newSerial } from './serial.ts';
import { requireUsable } from './state.ts';
import type { AuthorityTrx } from './tables.ts';

/** How an authority is to be renewed. */
export interface RenewAuthority {
  /** Last valid second, cut to the minute and to the parent's own. Default: 10 years for a root, 5 below one. */
  readonly notAfter?: Date;
  /** Default: the hash that fits the key that signs. */
  readonly algorithm?: HashName;
  /** Opens the key that signs: the parent's, or of a root its own. */
  readonly unlock?: Unlock;
  /** Who asks, for the record of events. Default: `library`. */
  readonly actor?: string;
}

/**
 * A new certificate for the same key and name, by the same issuer, in the place of the present one: what the authority
 * has signed stands on it as well. The one before stays on record, and so does its serial as a name of the authority.
 * Tells `authority.renewed` after commit.
 *
 * @throws CaError `not_found`, `authority_revoked`, `unsupported` (another house signed it: see `requestAgain`),
 *   `authority_disabled`, `authority_expired`, `authority_limit` (of or by the parent), `bad_validity`, `lint_failed`,
 *   `key_unavailable`, `refused` (by a gate), `busy`. In none of these cases is there a new certificate.
 */
export async function renewAuthority(
  context: Context,
  ref: AuthorityRef,
  request: RenewAuthority,
): Promise<Authority> {
  const authority = await getAuthority(context, ref);
  const parent = await issuerOf(context, authority);
  const serial = newSerial(context.clock.now());
  await context.events.ask('authority.certify', {
    subject: authority.serial,
    issuer: (parent ?? authority).serial,
    kind: 'primary',
  });
  const above = parent ? [parent.certificate, ...(await certificatesAbove(context, parent))] : [];
  const signed = await signFurther(context, {
    kind: 'primary',
    authorityId: authority.id,
    issuerId: (parent ?? authority).id,
    signer: await signerOf(context, parent ?? authority),
    prepared: prepareRenewal(context, authority, { serial, parent, above, ...request }),
    unlock: request.unlock,
  });
  await finish(context, authority, signed, request.actor);
  return getAuthority(context, { id: authority.id });
}

/**
 * The authority of ours that signs the certificate of another; undefined for a root. Throws unless both may be used for
 * it, and `unsupported` when it is another house that signs.
 */
export async function issuerOf(
  context: Context,
  authority: Authority,
): Promise<Authority | undefined> {
  if (authority.revocation)
    throw new CaError('authority_revoked', 'Certificate authority is revoked.');
  if (authority.parentId !== null) {
    const parent = await getAuthority(context, { id: authority.parentId });
    requireUsable(parent, context.clock.now());
    return parent;
  }
  if (isSelfSigned(authority.certificate)) {
    if (authority.enabled) return undefined;
    throw new CaError('authority_disabled', 'Certificate authority is disabled.');
  }
  throw new CaError(
    'unsupported',
    'Another house signs this authority: send it a new CSR (certwright ca request), then bring its answer (certwright ca accept).',
  );
}

function prepareRenewal(
  context: Context,
  { certificate }: Authority,
  how: {
    readonly serial: string;
    readonly parent: Authority | undefined;
    readonly above: readonly Certificate[];
  } & RenewAuthority,
): ReturnType<typeof prepareAuthority> {
  const { serial, parent, above } = how;
  const own = findExtension(certificate.extensions, 'basic_constraints')?.value.path_length;
  return prepareAuthority({
    serial,
    subjectDer: certificate.subjectDer,
    spki: certificate.spki,
    above,
    life: lifeOf(context.clock.now(), how.notAfter, above.slice(0, 1)),
    algorithm: how.algorithm,
    extensions: ownExtensions(context, {
      spki: certificate.spki,
      keyId: keyIdOf(certificate),
      issuer: parent,
      serial,
      pathLength: pathLengthWithin(roomBelow(above, false), own ?? null),
      extensions: inheritedExtensions(certificate, 'same-issuer'),
      hostname: false,
    }),
  });
}

async function finish(
  context: Context,
  authority: Authority,
  { id: intentId, der }: { readonly id: number; readonly der: Uint8Array },
  actor: string | undefined,
): Promise<void> {
  const certificate = parseCertificate(der);
  const next = {
    serial: certificate.serial,
    der,
    parent_id: authority.parentId,
    outside: null,
    not_before_ms: certificate.notBeforeMs,
    not_after_ms: certificate.notAfterMs,
  };
  try {
    await context.db.transaction((trx: AuthorityTrx) =>
      replacePrimary(context, trx, { authority, next, intentId, actor }),
    );
  } catch (error) {
    await giveUpFurther(context, [intentId]);
    throw error;
  }
}
