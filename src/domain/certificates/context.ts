import type { Clock } from '#base';
import type { Authorities, Unlock } from '#authorities';
import type { Database } from '#db';
import type { Events } from '#events';
import type { Jobs } from '#jobs';
import type { Profiles } from '#profiles';
import type { CertificateStore } from './store.ts';

/** What the room is made from. */
export interface CertificatesOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly events: Events;
  readonly jobs: Jobs;
  readonly authorities: Authorities;
  readonly profiles: Profiles;
  /** Hears of errors that were nobody's fault but ours; the caller only ever sees `internal`. */
  readonly report?: (error: unknown) => void;
}

/** What the verbs of this room share. */
export interface Context extends CertificatesOptions {
  readonly store: CertificateStore;
  /** Passwords of orders under way, by order id: held in memory alone, gone with the process. */
  readonly unlocks: Map<number, Unlock>;
  /** Orders that this process is working on, by id, and who waits for them to end. */
  readonly working: Map<number, Set<() => void>>;
}
