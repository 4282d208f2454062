import { crlShards, type Authority } from '#authorities';
import { findExtension, type GeneralName } from '#x509';
import type { Context } from './context.ts';

/**
 * The addresses of one shard, as they stand in the certificates whose list it is: those of the authority's CRL
 * distribution points that differ from shard to shard. None when the authority names none.
 */
export function shardNames(
  context: Context,
  authority: Authority,
  shard: number,
): readonly GeneralName[] {
  const neighbour = JSON.stringify(namesFor(context, authority, (shard + 1) % crlShards));
  return namesFor(context, authority, shard).filter(
    (each) => !neighbour.includes(JSON.stringify(each)),
  );
}

/** The addresses of the delta list: those of the complete list, and `delta/`. None when the latter are not ours. */
export function deltaNames(context: Context, authority: Authority): readonly GeneralName[] {
  const end = `crl/${authority.serial}/`;
  return namesFor(context, authority, 0).flatMap((each) =>
    each.type === 'URI' && each.value.endsWith(end)
      ? [{ type: 'URI' as const, value: `${each.value}delta/` }]
      : [],
  );
}

/** What a certificate of this shard would name. A serial of the value of a shard is of that shard. */
function namesFor(
  { authorities }: Context,
  authority: Authority,
  shard: number,
): readonly GeneralName[] {
  const extensions = authorities.signExtensions(authority, shard.toString(16).toUpperCase());
  const points = findExtension(extensions, 'crl_distribution_points')?.value ?? [];
  return points.flatMap((point) => point.full_name ?? []);
}
