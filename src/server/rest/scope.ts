import { CaError } from '#base';
import type { Permission, User } from '#users';
import type { RestRooms } from './rooms.ts';

/** What is asked for: by whom, with which permission, at the authority with this serial, where the address has one. */
export interface Wish {
  readonly user: User;
  readonly permission: Permission;
  readonly serial: string | undefined;
}

/**
 * Lets by who holds the permission for the authority that the address names. Whoever holds it for single authorities
 * hears the same of all others, whether they exist or not. An address that names none is open to who holds it for any.
 *
 * @throws CaError `forbidden`.
 */
export async function requireScope(
  { users, authorities }: Pick<RestRooms, 'users' | 'authorities'>,
  { user, permission, serial }: Wish,
): Promise<void> {
  if (serial === undefined || users.may(user, permission)) return;
  const authority = await authorities.find({ serial });
  if (!authority || !users.may(user, permission, authority))
    throw new CaError('forbidden', `Needs ${permission} for this authority.`);
}
