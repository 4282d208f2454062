import { CaError } from '#base';
import { crlShards, type Reason } from '#authorities';
import { findReason, type Extension, type GeneralName, type ReasonFlag } from '#x509';
import type { CrlName, CrlScope } from './crl.ts';
import type { EntryKind } from './tables.ts';

/** The text under which lists are kept: equal for scopes that mean the same. */
export function listName({ contains, reasons, shard, delta }: CrlName): string {
  const parts: string[] = [contains];
  if (shard !== undefined) parts.push('shard', String(shard));
  if (reasons) parts.push([...new Set(reasons)].sort().join(','));
  if (delta) parts.push('delta');
  return parts.join('/');
}

/** Throws `bad_request` unless a list of this scope can be: reasons that have a flag, a shard of users only. */
export function checkScope({ contains, reasons, shard }: CrlScope): void {
  if (reasons?.length === 0) throw new CaError('bad_request', 'Name at least one reason.');
  const wrong = reasons?.find((reason) => flagOf(reason) === undefined);
  if (wrong) throw new CaError('bad_request', `No list can be limited to the reason ${wrong}.`);
  if (shard === undefined) return;
  if (contains !== 'user' || !Number.isSafeInteger(shard) || shard < 0 || shard >= crlShards)
    throw new CaError('bad_request', `A shard of the list of users is 0 to ${crlShards - 1}.`);
}

/** Whose entries a list of this scope holds; of attribute certificates there are none. */
export function kindsOf({ contains }: CrlScope): readonly EntryKind[] {
  if (contains === 'all') return ['user', 'ca'];
  return contains === 'attribute' ? [] : [contains];
}

/**
 * The extension that says what a list speaks of; undefined for one that speaks of everything. Always critical: a list of
 * less taken for one of everything would hide what is revoked (RFC 5280 §5.2.5).
 *
 * @param names  Where the list is found: needed by a shard, which could otherwise be passed off as another one.
 */
export function issuingDistributionPoint(
  { contains, reasons }: CrlScope,
  names: readonly GeneralName[] | null,
): Extension | undefined {
  if (contains === 'all' && !reasons && !names) return undefined;
  return {
    type: 'issuing_distribution_point',
    critical: true,
    value: {
      only_contains_user_certs: contains === 'user',
      only_contains_ca_certs: contains === 'ca',
      only_contains_attribute_certs: contains === 'attribute',
      indirect_crl: false,
      only_some_reasons: reasons?.flatMap((reason) => flagOf(reason) ?? []) ?? null,
      full_name: names,
      relative_name: null,
    },
  };
}

function flagOf(reason: Reason): ReasonFlag | undefined {
  const found = findReason(reason);
  return found && found.flag !== null ? found.name : undefined;
}
