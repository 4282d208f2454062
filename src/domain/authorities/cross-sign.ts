import { assert, CaError } from '#base';
import type { Unlock } from '#keys';
import { parseCertificate, type HashName } from '#x509';
import type { AuthorityCertificate, AuthorityRef } from './authority.ts';
import { certificateOf } from './chains.ts';
import type { Context } from './context.ts';
import { certificatesAbove, chainOf, getAuthority, signerOf } from './find.ts';
import { giveUpFurther, prepareVouching, signFurther } from './further.ts';
import { newSerial } from './serial.ts';
import { requireUsable } from './state.ts';
import type { AuthorityTrx } from './tables.ts';

/** How an authority is to be cross-signed. */
export interface CrossSign {
  /** Last valid second. Default, and limit: the end of the subject's own certificate, and that of the issuer. */
  readonly notAfter?: Date;
  /** Default: the hash that fits the key of the issuer. */
  readonly algorithm?: HashName;
  /** Host of the addresses below which the issuer tells of it; false for none. Default: that of the settings. */
  readonly defaultHostname?: string | false;
  /** Opens the key of the issuer. */
  readonly unlock?: Unlock;
  /** Who asks, for the record of events. Default: `library`. */
  readonly actor?: string;
}

/**
 * Another certificate for the key and name of `subject`, signed by `by`: whoever trusts `by` then trusts what `subject`
 * signs, and `subject` keeps its own certificate (RFC 4949, "cross-certificate"). Tells `authority.certified` after
 * commit.
 *
 * @throws CaError `not_found`, `bad_request` (`by` stands on `subject` itself), `authority_revoked` (either),
 *   `authority_disabled`, `authority_expired` (`by`), `authority_limit`, `bad_validity`, `lint_failed`,
 *   `key_unavailable`, `refused` (by a gate). In none of these cases is there a certificate.
 */
export async function crossSign(
  context: Context,
  subjectRef: AuthorityRef,
  byRef: AuthorityRef,
  request: CrossSign,
): Promise<AuthorityCertificate> {
  const subject = await getAuthority(context, subjectRef);
  const by = await getAuthority(context, byRef);
  requireUsable(by, context.clock.now());
  if (subject.revocation)
    throw new CaError('authority_revoked', 'Certificate authority is revoked.');
  if ((await chainOf(context, by)).some(({ id }) => id === subject.id))
    throw new CaError(
      'bad_request',
      `${by.name} stands on ${subject.name}: it cannot vouch for it.`,
    );
  await context.events.ask('authority.certify', {
    subject: subject.serial,
    issuer: by.serial,
    kind: 'cross',
  });
  const { unlock, actor = 'library', defaultHostname: hostname, ...how } = request;
  const { id, der } = await signFurther(context, {
    kind: 'cross',
    authorityId: subject.id,
    issuerId: by.id,
    signer: await signerOf(context, by),
    prepared: prepareVouching(context, {
      ...how,
      serial: newSerial(context.clock.now()),
      certificate: subject.certificate,
      issuer: by,
      ancestors: await certificatesAbove(context, by),
      hostname,
    }),
    unlock,
  });
  const { serial } = parseCertificate(der);
  const complete = async (trx: AuthorityTrx): Promise<void> => {
    const done = { der, updated_ms: context.clock.now() };
    assert(await context.certificateStore.complete(trx, id, done), 'the intent of a certificate');
    const about = { actor, authorityId: subject.id, issuerId: by.id, serial, kind: 'cross' };
    await context.events.record(trx, 'authority.certified', about);
  };
  await context.db.transaction(complete).catch(async (error: unknown) => {
    await giveUpFurther(context, [id]);
    throw error;
  });
  return certificateOf(context, serial);
}
