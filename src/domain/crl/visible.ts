import type { Context } from './context.ts';
import type { CrlName } from './crl.ts';
import { kindsOf, listName } from './scope.ts';

/**
 * How long the longest of the revocations had waited that a list shows and the one before it did not, at `nowMs`; null
 * where there are none, for a first list, and for those that show what another one of the same act shows as well.
 */
export async function measureVisible(
  { store }: Context,
  list: { readonly authorityId: number; readonly name: CrlName; readonly position: number },
  nowMs: number,
): Promise<number | null> {
  const { authorityId, name, position: through } = list;
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
  const firstMs = Math.min(ofRows ?? nowMs, ofPacked ?? nowMs);
  return ofRows === undefined && ofPacked === undefined ? null : nowMs - firstMs;
}
