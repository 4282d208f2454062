import { setImmediate } from 'node:timers/promises';
import { minute } from '#base';
import type { Authority } from '#authorities';
import { bookReconciliation } from './book.ts';
import type { Context } from './context.ts';
import type { CrlPolicy, GenerateOptions, PublishedCrl } from './crl.ts';
import { dropReplaced } from './drop-replaced.ts';
import { listAll, listDue } from './due.ts';
import { makeList, type Wanted } from './make.ts';
import { policyOf } from './policy.ts';
import { reconcile } from './reconcile.ts';
import { toPublished } from './record.ts';
import { sealEntries } from './segments.ts';
import { sweepEntries } from './sweep.ts';
import type { ListRow, Trx } from './tables.ts';

/** How a run came to be. */
export interface RunOptions extends GenerateOptions {
  /**
   * Holds the entries against all that is revoked first, as the first regular lists of an authority do anyway; later ones
   * are followed by that. Default: false.
   */
  readonly reconciles?: boolean;
}

/** Nobody is at an intent that is as old as this. */
const abandonedMs = 10 * minute;

/**
 * Makes the lists of an authority that are due, or all of them; answers those that were made. A run that finds nothing
 * to do does nothing, so that it does no harm to ask once too often.
 *
 * @throws CaError as `makeList`. Lists made before one that failed stay.
 */
export async function generateLists(
  context: Context,
  authority: Authority,
  { force = false, reconciles = false, ...options }: RunOptions,
): Promise<PublishedCrl[]> {
  const policy = await policyOf(context, authority.id);
  await abandonOldIntents(context, authority.id);
  const due = await listDue(context, authority.id, policy);
  const isRegular = due.some(({ regular }) => regular);
  const isFirst = isRegular && (await context.store.lists.listRegular(authority.id)).length === 0;
  if (isFirst || reconciles) await reconcile(context, authority);
  if (isRegular) await sweepEntries(context, authority.id, policy);
  await sealEntries(context, authority.id);
  const made: ListRow[] = [];
  const find = force ? listAll : listDue;
  const isAsBefore = !force && !isRegular && !reconciles;
  const wantedNow = isAsBefore ? due : await find(context, authority.id, policy);
  for (const { scope, regular } of wantedNow) {
    await setImmediate(); // There may be hundreds, and each asks much of the database.
    const wanted = { ...options, authority, name: scope, regular };
    made.push(...(await context.turns(authority.id, () => makeWithDelta(context, policy, wanted))));
  }
  await dropReplaced(context, authority.id, made);
  if (isRegular && !isFirst && !reconciles) await bookReconciliation(context, authority.id);
  return made.map(toPublished);
}

/** The list, and where it is the one of users and the policy asks for it, its delta list in the same act. */
async function makeWithDelta(
  context: Context,
  policy: CrlPolicy,
  wanted: Wanted,
): Promise<ListRow[]> {
  const complete = await makeList(context, wanted);
  if (!policy.deltas || complete.name !== 'user') return [complete];
  const { store, clock } = context;
  const where = { authorityId: complete.authority_id, name: complete.name };
  const now = { nowMs: clock.now(), number: complete.number };
  const base = await store.lists.findBase(where, now);
  if (!base) return [complete];
  const name = { ...wanted.name, delta: true };
  return [complete, await makeList(context, { ...wanted, name, delta: { base, complete } })];
}

async function abandonOldIntents(context: Context, authorityId: number): Promise<void> {
  const { db, store, events, clock } = context;
  const beforeMs = clock.now() - abandonedMs;
  if (!(await store.lists.hasIntent(authorityId, beforeMs))) return;
  await db.transaction(async (trx: Trx) => {
    for (const { name, number } of await store.lists.abandon(trx, authorityId, beforeMs)) {
      const payload = { actor: 'recovery', authorityId, list: name, number };
      await events.record(trx, 'crl.abandoned', payload);
    }
  });
}
