import { second } from '#base';
import type { Context } from './context.ts';
import type { CrlPolicy, CrlScope } from './crl.ts';
import { scopesOf } from './policy.ts';
import { kindsOf, listName } from './scope.ts';
import { anyShard } from './segment-store.ts';
import type { EntryKind, ListRow } from './tables.ts';

/** A complete list that is to be made, and why: `regular` because its time has come, else because something changed. */
export interface DueList {
  readonly scope: CrlScope;
  readonly regular: boolean;
}

/**
 * The lists of an authority that are to be made now: those that never were, those that have come near their end or whose
 * last regular one has, those whose entries have changed, and the list of users when its delta list is missing or old.
 */
export async function listDue(
  context: Context,
  authorityId: number,
  policy: CrlPolicy,
): Promise<DueList[]> {
  const { store, clock } = context;
  const scopes = scopesOf(policy);
  const last = new Map((await store.lists.listLast(authorityId)).map((row) => [row.name, row]));
  const regular = await store.lists.listRegular(authorityId);
  const madeMs = new Map(regular.map((each) => [each.name, each.thisUpdateMs]));
  const untilMs = clock.now() + policy.renewalSeconds * second;
  const validityMs = policy.validitySeconds * second;
  const isChanged = await findChanges(context, authorityId, policy, [...last.values()]);
  const lacksDelta = policy.deltas && (await needsDelta(context, last));
  return scopes.flatMap((scope): DueList[] => {
    const name = listName(scope);
    // One made for a shorter time than usual is not to be the last for long.
    const endMs = Math.min(
      (madeMs.get(name) ?? 0) + validityMs,
      last.get(name)?.next_update_ms ?? 0,
    );
    if (endMs <= untilMs) return [{ scope, regular: true }];
    const changed = isChanged(scope, last.get(name)) || (lacksDelta && name === 'user');
    return changed ? [{ scope, regular: false }] : [];
  });
}

/** All lists of a policy, each regular when its time has come. */
export async function listAll(
  context: Context,
  authorityId: number,
  policy: CrlPolicy,
): Promise<DueList[]> {
  const due = await listDue(context, authorityId, policy);
  const regular = new Set(due.filter((each) => each.regular).map(({ scope }) => listName(scope)));
  return scopesOf(policy).map((scope) => ({ scope, regular: regular.has(listName(scope)) }));
}

/** Tells of a list whether entries of its scope came or went since it was made. */
async function findChanges(
  { store }: Context,
  authorityId: number,
  { shards }: CrlPolicy,
  lists: readonly ListRow[],
): Promise<(scope: CrlScope, list: ListRow | undefined) => boolean> {
  const least = Math.min(...lists.map((row) => row.last_position), Number.MAX_SAFE_INTEGER);
  const changes = shards
    ? await store.entries.listChanges(authorityId, least)
    : [...(await store.entries.listLast(authorityId)), await lastPacked(store, authorityId)];
  return (scope, list) =>
    changes.some(
      ({ kind, shard, position }) =>
        kindsOf(scope).includes(kind) &&
        (scope.shard === undefined || scope.shard === shard) &&
        position > (list?.last_position ?? 0),
    );
}

async function lastPacked(
  { packed }: Context['store'],
  authorityId: number,
): Promise<{ readonly kind: EntryKind; readonly shard: number; readonly position: number }> {
  return { kind: 'user', shard: anyShard, position: await packed.findLastPosition(authorityId) };
}

async function needsDelta(
  { store, clock }: Context,
  last: ReadonlyMap<string, ListRow>,
): Promise<boolean> {
  const [complete, delta] = [last.get('user'), last.get('user/delta')];
  if (!complete || (delta && delta.number >= complete.number)) return false;
  const where = { authorityId: complete.authority_id, name: 'user' };
  const now = { nowMs: clock.now(), number: complete.number };
  return (await store.lists.findBase(where, now)) !== undefined;
}
