import type { Context } from './context.ts';
import { policyOf } from './policy.ts';
import type { ListRow, Trx } from './tables.ts';

const namesAtOnce = 16;

/**
 * Drops what new lists leave of those before them: the bytes of all but the last few of their names, and the segments that
 * no list is made from any more. Done when they are published, so that nobody waits for it; what was not done because the
 * process died is done after the next list.
 *
 * @param made  Lists of one authority.
 */
export async function dropReplaced(
  context: Context,
  authorityId: number,
  made: readonly Pick<ListRow, 'name'>[],
): Promise<void> {
  if (made.length === 0) return;
  const { db, store, clock } = context;
  const { kept } = await policyOf(context, authorityId);
  const names = made.map(({ name }) => name);
  for (let at = 0; at < names.length; at += namesAtOnce)
    await db.transaction(async (trx: Trx) => {
      for (const name of names.slice(at, at + namesAtOnce))
        await store.lists.prune(trx, { authorityId, name }, kept, clock.now());
    });
  await db.transaction((trx: Trx) => store.segments.forgetRetired(trx, authorityId));
}
