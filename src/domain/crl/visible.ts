import type { Context } from './context.ts';
import type { DraftRequest } from './draft.ts';
import { kindsOf, listName } from './scope.ts';
import type { StateRow } from './tables.ts';

/**
 * When the first of the revocations happened that a list to be will show and the one before it does not, in epoch
 * milliseconds; null where there are none, for a first list, and for those that show what another one of the same act
 * shows as well.
 */
export async function findFirstShown(
  { store }: Context,
  { authority, name }: Pick<DraftRequest, 'authority' | 'name'>,
  { last_position: through }: Pick<StateRow, 'last_position'>,
): Promise<number | null> {
  const authorityId = authority.id;
  const kinds = kindsOf(name);
  if (name.delta || name.reasons || kinds.length === 0) return null;
  const before = await store.lists.findLast({ authorityId, name: listName(name) });
  if (!before) return null;
  const where = { authorityId, kinds, shard: name.shard };
  const positions = { after: before.last_position, through };
  const ofRows = await store.entries.findFirstRevoked(where, positions);
  const ofPacked = kinds.includes('user')
    ? await store.packed.findFirstRevoked(authorityId, positions.after)
    : undefined;
  if (ofRows === undefined || ofPacked === undefined) return ofRows ?? ofPacked ?? null;
  return Math.min(ofRows, ofPacked);
}
