import { CaError } from '#base';
import { isPermission, permissions } from './permission.ts';
import type { Permission } from './permission.ts';

/** One thing that somebody may do, and where. */
export interface Grant {
  readonly permission: Permission;
  /** Id of the one authority that it holds for; null for every authority, those to come included. */
  readonly authorityId: number | null;
}

/**
 * Where a permission is asked for: at one authority; at `every` one there is and will be; or `somewhere`, which only
 * opens the door to where the authority is asked about.
 */
export type Place = { readonly id: number } | 'every' | 'somewhere';

/** Whether one of `grants` allows `permission` at `place`. */
export function allows(grants: readonly Grant[], permission: Permission, place: Place): boolean {
  return grants.some((grant) => grant.permission === permission && covers(grant, place));
}

/**
 * The grants, each once: in the order of the table of permissions, that for every authority first. One that holds
 * everywhere swallows those of the same permission for single authorities.
 *
 * @throws CaError `bad_request` when a permission does not exist, or an authority is no id.
 */
export function parseGrants(may: readonly (string | Grant)[]): readonly Grant[] {
  return sortGrants(may.map(toGrant));
}

/** As {@link parseGrants}, for what has been checked already. */
export function sortGrants(grants: readonly Grant[]): readonly Grant[] {
  const sorted = permissions.flatMap((permission) => {
    const ids = grants.filter((each) => each.permission === permission).map(authorityOf);
    const places = ids.includes(null) ? [null] : [...new Set(ids)].sort(byNumber);
    return places.map((authorityId) => Object.freeze({ permission, authorityId }));
  });
  return Object.freeze(sorted);
}

/** `certificate.sign` for every authority, `certificate.sign@7` for the one with the id 7. */
export function formatGrant({ permission, authorityId }: Grant): string {
  return authorityId === null ? permission : `${permission}@${authorityId}`;
}

function covers({ authorityId }: Grant, place: Place): boolean {
  if (authorityId === null || place === 'somewhere') return true;
  return place !== 'every' && place.id === authorityId;
}

function toGrant(text: string | Grant): Grant {
  const grant = typeof text === 'string' ? { permission: text, authorityId: null } : text;
  const { permission, authorityId } = grant;
  if (!isPermission(permission)) {
    const shown = JSON.stringify(permission.slice(0, 80));
    throw new CaError(
      'bad_request',
      `There is no permission ${shown}; there are ${permissions.join(', ')}.`,
    );
  }
  if (authorityId !== null && !(Number.isSafeInteger(authorityId) && authorityId > 0))
    throw new CaError('bad_request', 'A permission holds for the id of an authority, or for all.');
  return { permission, authorityId };
}

function authorityOf({ authorityId }: Grant): number | null {
  return authorityId;
}

function byNumber(a: number | null, b: number | null): number {
  return Number(a) - Number(b);
}
