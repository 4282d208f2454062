import type { Clock } from '#base';
import type { Authorities } from '#authorities';
import type { Certificates } from '#certificates';
import type { Database } from '#db';
import type { Events } from '#events';
import type { Jobs } from '#jobs';
import type { Net } from '#net';
import type { AcmeStore } from './store.ts';
import type { ChallengeValidator } from './validator.ts';

/** What this room must know of profiles: which there are, what they are for, how long they last, who decides. */
export interface ProfileBook {
  find(name: string):
    | {
        readonly description: string;
        readonly expiresMs: number;
        /** `ca` for what the profile decides alone. */
        readonly decides: { readonly subject: string; readonly validity: string };
      }
    | undefined;
}

/** What the room is made from. */
export interface AcmeOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly events: Events;
  readonly jobs: Jobs;
  readonly authorities: Authorities;
  readonly certificates: Certificates;
  readonly profiles: ProfileBook;
  /** The way out, for one list of networks that are allowed although they are not public. */
  readonly net: (allow: readonly string[]) => Net;
  /** At most one for each kind of challenge; kinds without one are not offered. */
  readonly validators: readonly ChallengeValidator[];
  /** The URL of an account, from a serial of its authority and its slug. */
  readonly accountUrl: (authoritySerial: string, slug: string) => string;
  /** Hears of errors that were nobody's fault but ours. */
  readonly report: (error: unknown) => void;
}

/** What the verbs of this room share. */
export interface Context extends Omit<AcmeOptions, 'validators'> {
  readonly store: AcmeStore;
  readonly validators: ReadonlyMap<string, ChallengeValidator>;
}
