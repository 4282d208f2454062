import type { Clock } from '#base';
import type { Database } from '#db';
import type { Events } from '#events';
import type { HashCost } from './password-hash.ts';
import type { Passwords } from './passwords.ts';
import type { UserStore } from './store.ts';

/** What the room is made from. */
export interface UsersOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly events: Pick<Events, 'record'>;
  /** What hashing a password costs. Default: 19 MiB, two passes. */
  readonly passwordCost?: HashCost;
}

/** What the verbs of this room share. */
export interface Context extends UsersOptions {
  readonly store: UserStore;
  readonly passwords: Passwords;
}
