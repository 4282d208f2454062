import { minute } from '#base';
import type { KeyRef } from '#keys';
import type { Context } from './context.ts';

/** An authority that did not come to be, as far as it came. */
interface Unfinished {
  readonly serial: string;
  readonly keyBackend: string;
  readonly keyRef: KeyRef;
}

/**
 * Ends the making of an authority that failed: its intent, if it had one, is abandoned, which frees its name and keeps
 * its serial taken; then its key is destroyed, so that whatever was signed for it is of no use to anybody.
 */
export async function giveUp(
  context: Context,
  { serial, keyBackend, keyRef }: Unfinished,
): Promise<void> {
  const { db, store, events, keys, clock } = context;
  await db.transaction(async (trx) => {
    if (!(await store.abandon(trx, serial, clock.now()))) return;
    await events.record(trx, 'authority.abandoned', { actor: 'recovery', serial });
  });
  await keys.remove(keyBackend, keyRef);
}

/** Gives up what a crash cut short more than ten minutes ago: nobody is at it any more. */
export async function giveUpOldIntents(context: Context): Promise<void> {
  for (const row of await context.store.listOldIntents(context.clock.now() - 10 * minute)) {
    const { serial, key_backend: keyBackend } = row;
    await giveUp(context, { serial, keyBackend, keyRef: JSON.parse(row.key_ref) as KeyRef });
  }
}
