import { CaError } from '#base';
import { findUsername } from './checks.ts';
import type { Context } from './context.ts';
import { permissions } from './permission.ts';
import type { Trx, UserRow } from './store.ts';
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

/** The record of a row, without the hash; names that are no permissions of ours are left out. */
export function toUser(row: UserRow): User {
  return Object.freeze({
    id: row.id,
    name: row.name,
    email: row.email,
    active: row.active === 1,
    superuser: row.superuser === 1,
    permissions: Object.freeze(permissions.filter((each) => row.granted.includes(each))),
    created: new Date(row.created_ms),
    updated: new Date(row.updated_ms),
  });
}
