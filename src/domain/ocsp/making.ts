import { CaError, minute } from '#base';
import type { Authority } from '#authorities';
import type { IssuedCertificate } from '#certificates';
import type { Context } from './context.ts';
import type { ResponderKey } from './responder-request.ts';
import type { OcspTrx } from './tables.ts';

/** A responder that is being made: its key is on record, its certificate is not. */
export interface Making {
  /** Of its row. */
  readonly id: number;
  /** The responder made last when this one was begun; null for the first. */
  readonly replaces: number | null;
}

/** How long others wait for one that is being made; who takes longer loses to the one who does not. */
const holdMs = minute;

/**
 * Throws while another responder of the authority is being made, by whichever process. Asked before a key is made that
 * could come to nothing.
 *
 * @throws CaError `busy`.
 */
export async function requireTurn(
  { store, clock }: Context,
  { id, name }: Authority,
  trx?: OcspTrx,
): Promise<void> {
  if (await store.isMaking(id, clock.now() - holdMs, trx))
    throw new CaError('busy', `A responder of ${name} is being made; try again in a minute.`);
}

/** What a row holds of its key. */
export function columnsOf({ keyBackend, keyRef }: ResponderKey): {
  readonly key_backend: string;
  readonly key_ref: string;
} {
  return { key_backend: keyBackend, key_ref: JSON.stringify(keyRef) };
}

/**
 * Puts a key on record for the next responder. Writers take turns, so that of several who come at once one gets through.
 *
 * @param seen  The responder made last when it was decided that another is wanted; null for none, undefined when one is
 *   wanted whatever there is.
 * @returns undefined when another has been made since then.
 * @throws CaError `busy` as {@link requireTurn}.
 */
export async function beginResponder(
  context: Context,
  authority: Authority,
  { key, seen }: { readonly key: ResponderKey; readonly seen: number | null | undefined },
): Promise<Making | undefined> {
  const { db, store, clock } = context;
  return db.transaction(async (trx) => {
    await requireTurn(context, authority, trx);
    const replaces = await store.findLastMade(authority.id, trx);
    if (seen !== undefined && seen !== replaces) return undefined;
    const id = await store.insertResponder(trx, {
      authority_id: authority.id,
      state: 'making',
      ...columnsOf(key),
      created_ms: clock.now(),
    });
    return { id, replaces };
  });
}

/**
 * Puts the certificate on record: from here on the responder answers. Tells `responder.created`.
 *
 * @throws CaError `busy` when it took so long that it was given up, or that another has been made.
 */
export async function completeResponder(
  { db, store, events }: Context,
  { id, replaces }: Making,
  { certificate: { id: certificateId, serial, authorityId, certificate }, actor }: Completion,
): Promise<void> {
  await db.transaction(async (trx) => {
    const made = {
      certificate_id: certificateId,
      der: certificate.der,
      not_before_ms: certificate.notBeforeMs,
      not_after_ms: certificate.notAfterMs,
    };
    const isLast = (await store.findLastMade(authorityId, trx)) === replaces;
    if (!isLast || !(await store.completeResponder(trx, id, made)))
      throw new CaError('busy', 'The responder was given up while it was made.');
    await events.record(trx, 'responder.created', {
      actor,
      authorityId,
      certificateId,
      serial,
      until: new Date(certificate.notAfterMs).toISOString(),
    });
  });
}

/** What was made, and who asked for it. */
interface Completion {
  readonly certificate: IssuedCertificate;
  readonly actor: string;
}
