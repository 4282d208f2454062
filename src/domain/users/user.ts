import type { Secret } from '#base';
import type { Grant } from './grant.ts';
import type { Permission } from './permission.ts';

/** A person or a robot who may log in. Frozen; the password is not in it in any form. */
export interface User {
  readonly id: number;
  /** 1 to 150 letters, digits and `@ . + - _`; case counts. */
  readonly name: string;
  /** Empty when none is known. */
  readonly email: string;
  /** Who is not active can log in, but may do nothing. */
  readonly active: boolean;
  /** May everything while active, whatever `permissions` says. */
  readonly superuser: boolean;
  /** What was granted to the user alone and for every authority, each once, in the order of the table. */
  readonly permissions: readonly Permission[];
  /** What was granted to the user alone and for single authorities. */
  readonly scoped: readonly Grant[];
  /** Names of the groups that the user is in, sorted. */
  readonly groups: readonly string[];
  /** Everything that the user holds: alone and by groups, everywhere and at single authorities, each once. */
  readonly grants: readonly Grant[];
  readonly created: Date;
  readonly updated: Date;
}

/** Names one user: a record of it, or one of its keys. */
export type UserRef = { readonly id: number } | { readonly name: string };

/** What a new user is made from. */
export interface NewUser {
  /** In any Unicode form; kept in NFKC, so that one name has one spelling. */
  readonly name: string;
  /** 1 to 1024 characters. */
  readonly password: string | Secret;
  /** A permission by its name holds for every authority. Default: every permission there is. */
  readonly may?: readonly (Permission | Grant)[];
  /** Names of groups that there are. Default: none. */
  readonly groups?: readonly string[];
  /** Default: none. */
  readonly email?: string;
  /** Default: false. */
  readonly superuser?: boolean;
  /** Default: true. */
  readonly active?: boolean;
  /** Who does it, for the record of events. Default: `library`. */
  readonly actor?: string;
}

/** What can be changed; what is left out stays. `may` replaces all that was granted to the user, `groups` all memberships. */
export type UserChanges = Partial<Omit<NewUser, 'name'>>;
