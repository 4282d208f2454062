import { CaError } from '#base';
import { findUsername } from './checks.ts';
import type { Context } from './context.ts';
import { sortGrants } from './grant.ts';
import type { Grant } from './grant.ts';
import { isPermission } from './permission.ts';
import type { UserRow } from './store.ts';
import type { Trx } from './tables.ts';
import type { User, UserRef } from './user.ts';

/** The user, or undefined for no such one; with `trx`, as that transaction sees it. */
export async function findUser(
  context: Context,
  ref: UserRef,
  trx?: Trx,
): Promise<User | undefined> {
  const row = await findRow(context, ref, trx);
  return row && toUser(row);
}

/** As {@link findUser}. @throws CaError `not_found`. */
export async function getUser(context: Context, ref: UserRef, trx?: Trx): Promise<User> {
  const user = await findUser(context, ref, trx);
  if (user) return user;
  throw new CaError('not_found', 'There is no such user.');
}

/** With the hash of the password: for logins. */
export async function findRow(
  { store }: Context,
  ref: UserRef,
  trx?: Trx,
): Promise<UserRow | undefined> {
  if ('id' in ref) return store.find({ id: ref.id }, trx);
  const name = findUsername(ref.name);
  return name === undefined ? undefined : store.find({ name }, trx);
}

const records = new WeakMap<UserRow, User>();

/** The record of a row, without the hash; names that are no permissions of ours are left out. The same for the same row. */
export function toUser(row: UserRow): User {
  const known = records.get(row) ?? makeUser(row);
  records.set(row, known);
  return known;
}

function makeUser(row: UserRow): User {
  const own = toGrants(row.granted.filter(({ group }) => group === null));
  return Object.freeze({
    id: row.id,
    name: row.name,
    email: row.email,
    active: row.active === 1,
    superuser: row.superuser === 1,
    permissions: Object.freeze(
      own.filter(({ authorityId }) => authorityId === null).map(({ permission }) => permission),
    ),
    scoped: Object.freeze(own.filter(({ authorityId }) => authorityId !== null)),
    groups: Object.freeze(row.groups.toSorted()),
    grants: toGrants(row.granted),
    created: new Date(row.created_ms),
    updated: new Date(row.updated_ms),
  });
}

/** What rows say was granted, as far as it is a permission of ours. */
export function toGrants(
  rows: readonly { readonly permission: string; readonly authorityId: number | null }[],
): readonly Grant[] {
  return sortGrants(
    rows.flatMap(({ permission, authorityId }) =>
      isPermission(permission) ? [{ permission, authorityId }] : [],
    ),
  );
}
