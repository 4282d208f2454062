import { present } from '#base';
import type { Unlock } from '#keys';
import type { Prepared } from '#lint';
import { encodeSigned, findExtension, sameName } from '#x509';
import type { Certificate, HashName } from '#x509';
import type { CertificateKind } from './authority.ts';
import type { Context } from './context.ts';
import { prepareAuthority } from './document.ts';
import { lifeOf } from './life.ts';
import { inheritedExtensions, keyIdOf, ownExtensions } from './own-extensions.ts';
import { pathLengthWithin, roomBelow } from './path-length.ts';
import type { Signer } from './sign.ts';
import type { AuthorityTrx } from './tables.ts';

/** A certificate for a name and key that have one already, by another key: a cross-certificate or a link. */
export interface Vouching {
  readonly serial: string;
  /** The certificate that is there: its name, its key, and what it limits. */
  readonly certificate: Certificate;
  readonly issuer: { readonly certificate: Certificate; readonly serial: string };
  /** The certificates above the issuer's, nearest first. */
  readonly ancestors: readonly Certificate[];
  readonly notAfter?: Date;
  readonly algorithm?: HashName;
  readonly hostname?: string | false;
}

/**
 * The unsigned certificate, judged: same name, key, key identifier and limits, never a longer life than that of the one
 * that is there or of the issuer.
 *
 * @throws CaError `authority_limit`, `bad_validity`, `lint_failed`, `unsupported` (the hash).
 */
export function prepareVouching(context: Context, vouching: Vouching): Prepared {
  const { serial, certificate, issuer, ancestors, notAfter } = vouching;
  const above = [issuer.certificate, ...ancestors];
  const selfIssued = sameName(issuer.certificate.subjectDer, certificate.subjectDer);
  const own = findExtension(certificate.extensions, 'basic_constraints')?.value.path_length;
  return prepareAuthority({
    serial,
    subjectDer: certificate.subjectDer,
    spki: certificate.spki,
    above,
    life: lifeOf(context.clock.now(), notAfter ?? new Date(certificate.notAfterMs), [
      issuer.certificate,
      certificate,
    ]),
    algorithm: vouching.algorithm,
    extensions: ownExtensions(context, {
      spki: certificate.spki,
      keyId: keyIdOf(certificate),
      issuer,
      serial,
      pathLength: pathLengthWithin(roomBelow(above, selfIssued), own ?? null),
      extensions: inheritedExtensions(certificate, 'other-issuer'),
      hostname: vouching.hostname,
    }),
  });
}

/** A certificate to be signed for an authority that has a row already. */
export interface Further {
  readonly kind: CertificateKind;
  readonly authorityId: number;
  readonly issuerId: number;
  readonly signer: Signer;
  readonly prepared: Prepared;
  readonly unlock?: Unlock;
}

/** One that is signed, its intent still on record: the caller completes it. */
export interface SignedFurther {
  /** Of the intent. */
  readonly id: number;
  readonly der: Uint8Array;
}

/** Puts the intent of a further certificate on record, then signs it. When that fails the intent is given up. */
export async function signFurther(context: Context, further: Further): Promise<SignedFurther> {
  const { prepared, signer, unlock } = further;
  let id: number | undefined;
  const record = async (tbs: Uint8Array): Promise<void> => {
    const row = intentRow(further, tbs, context.clock.now());
    id = await context.db.transaction((trx: AuthorityTrx) =>
      context.certificateStore.insert(trx, row),
    );
  };
  try {
    const signature = await context.signing.sign(signer, prepared, { record, unlock });
    const der = encodeSigned(prepared.tbsDer, prepared.algorithm, signature);
    return { id: present(id, 'intent of a certificate'), der };
  } catch (error) {
    await giveUpFurther(context, id === undefined ? [] : [id]);
    throw error;
  }
}

/** Abandons intents, so that nothing waits for them; their serials stay taken. Does not throw: a later start would. */
export async function giveUpFurther(context: Context, ids: readonly number[]): Promise<void> {
  const { db, certificateStore, events, clock } = context;
  const act = async (trx: AuthorityTrx): Promise<void> => {
    for (const id of ids) {
      for (const serial of await certificateStore.abandon(trx, { id }, clock.now()))
        await events.record(trx, 'authority.abandoned', { actor: 'recovery', serial, name: null });
    }
  };
  if (ids.length > 0) await db.transaction(act).catch((error: unknown) => context.report?.(error));
}

function intentRow(
  { kind, authorityId, issuerId, prepared }: Further,
  tbs: Uint8Array,
  nowMs: number,
): Parameters<Context['certificateStore']['insert']>[1] {
  const { serial, notBeforeMs, notAfterMs } = prepared.document;
  return {
    authority_id: authorityId,
    issuer_id: issuerId,
    kind,
    state: 'intent',
    serial,
    tbs,
    not_before_ms: notBeforeMs,
    not_after_ms: notAfterMs,
    created_ms: nowMs,
    updated_ms: nowMs,
  };
}
