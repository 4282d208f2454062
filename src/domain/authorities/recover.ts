import { isCaError, minute } from '#base';
import type { KeyRef } from '#keys';
import type { Context } from './context.ts';
import type { AuthorityRow, AuthorityTrx } from './tables.ts';

const patienceMs = 10 * minute;

/**
 * Ends the making of the authority with this key, which failed: its intent, if it had one, is abandoned, which frees its name and keeps
 * its serial taken; then its key is destroyed, so that whatever was signed for it is of no use to anybody. One that did
 * come to be after all keeps its key. Does not throw: the next start tries again.
 */
export async function giveUp(context: Context, keyBackend: string, keyRef: KeyRef): Promise<void> {
  try {
    const key = { keyBackend, keyRef: JSON.stringify(keyRef) };
    const row = await context.store.findInAnyState(key);
    if (!row) await destroyKey(context, keyBackend, keyRef);
    else if (row.state === 'intent') await abandon(context, row, 'recovery');
  } catch (error) {
    context.report?.(error);
  }
}

/** Gives up one that is not ready, in three steps of which each may be the last that a process lives to do. */
export async function abandon(context: Context, row: AuthorityRow, actor: string): Promise<void> {
  const { db, store, events, clock } = context;
  const { id, serial, state } = row;
  await db.transaction(async (trx: AuthorityTrx) => {
    if (state !== 'intent' && state !== 'requested') return;
    const changes = { state: 'abandoned', updated_ms: clock.now() } as const;
    if (!(await store.move(trx, id, state, changes))) return;
    await events.record(trx, 'authority.abandoned', { actor, serial, name: row.name });
  });
  const keyRef = JSON.parse(row.key_ref) as KeyRef;
  if (!(await destroyKey(context, row.key_backend, keyRef))) return;
  await db.transaction((trx: AuthorityTrx) => store.forgetKey(trx, row));
}

/** Whether there is no such key any more, or nothing that we could do about it. */
async function destroyKey(
  { keys, report }: Context,
  keyBackend: string,
  keyRef: KeyRef,
): Promise<boolean> {
  if (!keys.aliases.includes(keyBackend)) return false;
  try {
    await keys.remove(keyBackend, keyRef);
    return true;
  } catch (error) {
    if (isCaError(error, 'unsupported')) return true;
    report?.(error);
    return false;
  }
}

/**
 * Clears away what crashes cut short more than ten minutes ago, when nobody is at it any more: intents with their keys,
 * intents of further certificates, and keys that never came on record.
 */
export async function clearAway(context: Context): Promise<void> {
  const { db, store, certificateStore, events, clock } = context;
  const beforeMs = clock.now() - patienceMs;
  for (const row of await store.listUnfinished(beforeMs)) await abandon(context, row, 'recovery');
  await db.transaction(async (trx: AuthorityTrx) => {
    for (const serial of await certificateStore.abandon(trx, { beforeMs }, clock.now()))
      await events.record(trx, 'authority.abandoned', { actor: 'recovery', serial, name: null });
  });
  for (const keyBackend of context.keys.aliases) await sweepKeys(context, keyBackend);
}

async function sweepKeys({ store, keys, report }: Context, keyBackend: string): Promise<void> {
  const refs = await store.listKeyRefs(keyBackend);
  const spared = refs.map((text) => JSON.parse(text) as KeyRef);
  await keys.sweep(keyBackend, patienceMs, spared).catch((error: unknown) => report?.(error));
}
