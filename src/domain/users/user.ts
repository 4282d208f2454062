import type { Secret } from '#base';
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
  /** What was granted, each once, in the order of the table. */
  readonly permissions: readonly Permission[];
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
  /** Default: every permission there is. */
  readonly may?: readonly Permission[];
  /** Default: none. */
  readonly email?: string;
  /** Default: false. */
  readonly superuser?: boolean;
  /** Default: true. */
  readonly active?: boolean;
  /** Who does it, for the record of events. Default: `library`. */
  readonly actor?: string;
}

/** What can be changed; what is left out stays. `may` replaces all that was granted. */
export type UserChanges = Partial<Omit<NewUser, 'name'>>;
