import { CaError } from '#base';
import type { Authority } from '#authorities';
import type { Context } from './context.ts';
import type { CrlScope, MakeOptions, PublishedCrl } from './crl.ts';
import { dropReplaced } from './drop-replaced.ts';
import { makeList } from './make.ts';
import { shardNames } from './places.ts';
import { reconcile } from './reconcile.ts';
import { toPublished } from './record.ts';
import { checkScope } from './scope.ts';

/**
 * Makes a list because somebody wants one now: of any scope, and for as long as asked. It is published under its name
 * like every other list; the timetable goes on, and sees to it that one that ends soon is followed by another.
 *
 * @throws CaError `bad_request` for a scope that cannot be, or a validity that is no span; else as `makeList`.
 */
export async function makeOne(
  context: Context,
  authority: Authority,
  scope: CrlScope,
  options: MakeOptions,
): Promise<PublishedCrl> {
  checkScope(scope);
  const { validitySeconds } = options;
  if (
    validitySeconds !== undefined &&
    !(Number.isSafeInteger(validitySeconds) && validitySeconds > 0)
  )
    throw new CaError('bad_request', 'A list is valid for a whole number of seconds, 1 or more.');
  if (scope.shard !== undefined && shardNames(context, authority, scope.shard).length === 0)
    throw new CaError('bad_request', 'The certificates of this authority name no shards.');
  await reconcile(context, authority);
  const wanted = { ...options, authority, name: scope, regular: false };
  const made = await context.turns(authority.id, () => makeList(context, wanted));
  await dropReplaced(context, authority.id, [made]);
  return toPublished(made);
}
