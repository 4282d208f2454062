import { isCaError, minute } from '#base';
import type { KeyRef } from '#keys';
import type { Context } from './context.ts';
import type { ResponderKey } from './responder-request.ts';
import type { OcspTrx, ResponderRow } from './tables.ts';

type Ending = Pick<ResponderRow, 'id' | 'key_backend' | 'key_ref'> & Partial<ResponderRow>;

/**
 * Closes a responder: its key is destroyed, where the backend can, then that is on record, with what `more` writes. Tells
 * `responder.ended`.
 */
export async function endResponder(
  { db, store, events, keys }: Context,
  row: Ending,
  more: (trx: OcspTrx) => Promise<void> = async () => {},
): Promise<void> {
  const keyRef = JSON.parse(row.key_ref) as KeyRef;
  await removeKey({ keys }, { keyBackend: row.key_backend, keyRef });
  await db.transaction(async (trx: OcspTrx) => {
    if (!(await store.endResponder(trx, row.id)) || row.certificate_id == null) return;
    await more(trx);
    await events.record(trx, 'responder.ended', {
      actor: 'ocsp',
      authorityId: row.authority_id,
      certificateId: row.certificate_id,
    });
  });
}

/** Destroys a key, where the backend can. */
export async function removeKey(
  { keys }: Pick<Context, 'keys'>,
  { keyBackend, keyRef }: ResponderKey,
): Promise<void> {
  await keys.remove(keyBackend, keyRef).catch((error: unknown) => {
    if (!isCaError(error, 'unsupported')) throw error;
  });
}

/** Removes the keys of responders that have ended, and of those that a crash left half made; as far as they are here. */
export async function endSpentResponders(context: Context): Promise<void> {
  const now = context.clock.now();
  for (const row of await context.store.listSpent(now, now - 10 * minute)) {
    if (!context.keys.aliases.includes(row.key_backend)) continue;
    await endResponder(context, row).catch(context.report);
  }
}

/** Takes a responder out of service whose certificate was revoked, and what it signed. @returns whether there was one. */
export async function endRevokedResponder(
  context: Context,
  certificateId: number,
): Promise<boolean> {
  const { store } = context;
  const row = await store.findResponderOf(certificateId);
  if (row) await endResponder(context, row, (trx) => store.makeDue(trx, row.authority_id));
  return row !== undefined;
}
