import type { Secret } from '#base';
import { authenticate } from './authenticate.ts';
import type { Context, UsersOptions } from './context.ts';
import { createUser } from './create.ts';
import { findUser, getUser, toUser } from './find.ts';
import { allows } from './grant.ts';
import type { Place } from './grant.ts';
import { createGroups } from './groups.ts';
import type { Groups } from './groups.ts';
import { defaultCost } from './password-hash.ts';
import { createPasswords } from './passwords.ts';
import type { Permission } from './permission.ts';
import { createStore } from './store.ts';
import { createTokens } from './tokens.ts';
import type { Tokens } from './tokens.ts';
import { updateUser } from './update.ts';
import type { NewUser, User, UserChanges, UserRef } from './user.ts';

/**
 * Who may log in and what they may do. Users are switched off, not deleted: the trail and the orders name them, and
 * nobody shall come back under the name of another.
 */
export interface Users {
  readonly groups: Groups;
  readonly tokens: Tokens;
  /**
   * Makes a user, by default an active one with every permission who is no superuser; tells `user.created`.
   *
   * @throws CaError `already_exists` for a name that is taken; `bad_request` for a name, password, email or
   *   permission that cannot be; `not_found` for a group that is not there; `busy` when too many passwords are being hashed. Then there is no new user.
   */
  create(user: NewUser): Promise<User>;
  /** @throws CaError `not_found`. */
  get(ref: UserRef): Promise<User>;
  find(ref: UserRef): Promise<User | undefined>;
  /** Everyone, in the order in which they were made. */
  list(): Promise<readonly User[]>;
  count(): Promise<number>;
  /**
   * Changes what is given and nothing else; tells `user.updated`, which says what was changed, but of a password and
   * an email only that they were. Holds from the next login on.
   *
   * @throws CaError `not_found`; `refused` when the last active superuser would be none any more; all but
   *   `already_exists` of {@link Users.create}. Then nothing has changed.
   */
  update(ref: UserRef, changes: UserChanges): Promise<User>;
  /**
   * The user with this name and password, also one who is not active and so may do nothing. A password that was right
   * is taken on trust for a minute; a hash that was made at another cost than today's is made anew.
   *
   * @throws CaError `unauthorized`, in the same words and after the same work whether there is no such user or the
   *   password is wrong; `busy` when too many passwords are being hashed.
   */
  authenticate(name: string, password: string | Secret): Promise<User>;
  /**
   * Whether the user is active and either a superuser or was granted this at `place`, alone or by a group. Looks at the
   * record alone. Default: `every`, which a permission for single authorities does not reach.
   */
  may(user: User, permission: Permission, place?: Place): boolean;
}

/** Makes the room. */
export function createUsers(options: UsersOptions): Users {
  const { db, clock, passwordCost = defaultCost } = options;
  const store = createStore(db);
  const context: Context = {
    ...options,
    store,
    passwords: createPasswords({ clock, cost: passwordCost }),
  };
  return Object.freeze<Users>({
    create: (user) => createUser(context, user),
    get: (ref) => getUser(context, ref),
    find: (ref) => findUser(context, ref),
    list: async () => (await store.list()).map(toUser),
    count: () => store.count(),
    update: (ref, changes) => updateUser(context, ref, changes),
    authenticate: (name, password) => authenticate(context, name, password),
    may: ({ active, superuser, grants }, permission, place = 'every') =>
      active && (superuser || allows(grants, permission, place)),
    groups: createGroups(context),
    tokens: createTokens(context),
  });
}
