import type { Generated, Selectable, Transaction } from 'kysely';

/** One row of the table `user`. */
export interface UserTable {
  id: Generated<number>;
  name: string;
  email: string;
  /** PHC string. */
  password_hash: string;
  active: number;
  superuser: number;
  created_ms: number;
  updated_ms: number;
}

/** One row of the table `permission`: granted to a user for every authority. */
export interface PermissionTable {
  user_id: number;
  name: string;
}

/** One row of the table `scoped_permission`: granted to a user for one authority. */
export interface ScopedPermissionTable extends PermissionTable {
  authority_id: number;
}

/** One row of the table `user_group`. */
export interface GroupTable {
  id: Generated<number>;
  name: string;
  created_ms: number;
  updated_ms: number;
}

/** One row of the table `group_permission`: granted to every member. */
export interface GroupPermissionTable {
  group_id: number;
  name: string;
  /** 0: every authority. */
  authority_id: number;
}

/** One row of the table `group_member`. */
export interface MemberTable {
  user_id: number;
  group_id: number;
}

/** One row of the table `api_token`. */
export interface TokenTable {
  id: Generated<number>;
  user_id: number;
  /** Unique among those of the user that are not revoked. */
  name: string;
  /** SHA-256 of the token, lower-case hex. */
  hash: string;
  created_ms: number;
  /** From here on it no longer counts. */
  expires_ms: number;
  /** To the minute; null until it is used. */
  last_used_ms: number | null;
  revoked_ms: number | null;
}

/** Tables that only the `…store.ts` files of this room read and write. */
export interface UserTables {
  user: UserTable;
  permission: PermissionTable;
  scoped_permission: ScopedPermissionTable;
  user_group: GroupTable;
  group_permission: GroupPermissionTable;
  group_member: MemberTable;
  api_token: TokenTable;
}

export type GroupRow = Selectable<GroupTable>;
export type Trx = Transaction<UserTables>;
