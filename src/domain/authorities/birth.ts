import { assert, CaError } from '#base';
import { isUniqueViolation } from '#db';
import type { KeyRef } from '#keys';
import type { Certificate } from '#x509';
import type { Authority } from './authority.ts';
import type { Context } from './context.ts';
import { getAuthority } from './find.ts';
import { giveUp } from './recover.ts';
import { nameTaken, settingsRow, type AuthoritySettings, type Companions } from './settings.ts';
import type { Signer } from './sign.ts';
import type { AuthorityTrx, NewAuthorityRow } from './tables.ts';

/*
 * How an authority comes to be, so that no death of the process on the way leaves a key that nobody knows: its key is
 * made on probation → its intent is on record, the key's reference in it → the probation ends → what is to be signed is
 * signed → it is ready. A key without an intent falls to the sweep, an intent that was left alone to `recover`.
 */

/**
 * Runs `act` with a new key. When `act` throws there is neither key nor intent afterwards.
 *
 * @param makeKey  Makes the key on probation.
 * @throws what `act` throws; CaError `already_exists` where that is a name or serial that was taken in the meantime.
 */
export async function withNewKey<T>(
  context: Context,
  settings: AuthoritySettings,
  makeKey: (keyBackend: string) => Promise<KeyRef>,
  act: (own: Signer) => Promise<T>,
): Promise<T> {
  const { keyBackend = 'default', name, unlock } = settings;
  const keyRef = await makeKey(keyBackend);
  try {
    const spki = await context.keys.publicKey(keyBackend, keyRef, unlock);
    return await act({ keyBackend, keyRef, spki });
  } catch (error) {
    await giveUp(context, keyBackend, keyRef);
    throw isUniqueViolation(error) ? await taken(context, name) : error;
  }
}

async function taken(context: Context, name: string): Promise<CaError> {
  if (await context.store.isTaken(name)) return nameTaken(name);
  return new CaError('already_exists', 'There is already a certificate with this serial number.');
}

/** Puts the intent of an authority on record, then ends the probation of its key. Returns its id. */
export async function recordIntent(
  { db, store, keys }: Context,
  row: Omit<NewAuthorityRow, 'state'>,
  { keyBackend, keyRef }: Signer,
): Promise<number> {
  const id = await db.transaction((trx: AuthorityTrx) =>
    store.insertIntent(trx, { ...row, state: 'intent' }),
  );
  await keys.keep(keyBackend, keyRef);
  return id;
}

/** The row of an authority whose certificate is about to be signed. */
export function bornRow(
  context: Context,
  settings: AuthoritySettings,
  { document, tbs, keyRef, parent }: BornFrom,
): Omit<NewAuthorityRow, 'state'> {
  const { serial, notBeforeMs, notAfterMs } = document;
  return {
    ...settingsRow(context, settings, { serial, keyRef }),
    parent_id: parent?.id ?? null,
    tbs,
    not_before_ms: notBeforeMs,
    not_after_ms: notAfterMs,
  };
}

/** What decides the row of a new authority besides its settings. */
export interface BornFrom {
  readonly document: Pick<Certificate, 'serial' | 'notBeforeMs' | 'notAfterMs'>;
  readonly tbs: Uint8Array;
  readonly keyRef: KeyRef;
  readonly parent: Authority | undefined;
}

/** How an authority came to be. */
export type Origin = 'created' | 'imported' | 'requested' | 'rekeyed';

/** What is told of a new authority. */
export interface Announcement {
  readonly actor: string | undefined;
  readonly origin: Origin;
  readonly serial: string;
  readonly name: string;
  /** Of the authority whose place it takes. */
  readonly replaces?: string;
}

/** Makes an authority ready, as a part of `trx`: tells `authority.created` after commit. */
export async function completeBirth(
  context: Context,
  trx: AuthorityTrx,
  id: number,
  { der, ...announcement }: Announcement & { readonly der: Uint8Array },
): Promise<void> {
  const changes = { state: 'ready', der, tbs: null, updated_ms: context.clock.now() } as const;
  assert(await context.store.move(trx, id, 'intent', changes), 'the intent of a new authority');
  await announce(context, trx, id, announcement);
}

/** Records `authority.created` as a part of `trx`. */
export function announce(
  { events }: Context,
  trx: AuthorityTrx,
  id: number,
  { actor = 'library', ...facts }: Announcement,
): Promise<void> {
  return events.record(trx, 'authority.created', { actor, authorityId: id, ...facts });
}

/** As {@link completeBirth}, in a transaction that holds nothing else but what stands alongside. */
export async function makeReady(
  context: Context,
  id: number,
  { alongside, ...done }: Announcement & Companions & { readonly der: Uint8Array },
): Promise<Authority> {
  await context.db.transaction(async (trx: AuthorityTrx) => {
    await completeBirth(context, trx, id, done);
    await alongside?.(trx, id);
  });
  return getAuthority(context, { id });
}
