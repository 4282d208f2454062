import type { Clock } from '#base';
import type { Authorities, Unlock } from '#authorities';
import type { Database } from '#db';
import type { Events } from '#events';
import type { Jobs } from '#jobs';
import type { Profiles } from '#profiles';
import type { AwaitedOrders } from './awaited-orders.ts';
import type { EarlyWork } from './early-work.ts';
import type { Beginning, Begun, OrderEnd, Signed } from './issuance.ts';
import type { CertificateStore, OrderRow } from './store.ts';

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
  /** Puts on record what precedes a signature; durable when it resolves. */
  readonly begin: (one: Beginning) => Promise<Begun>;
  /** Puts on record what was signed; durable when it resolves. */
  readonly complete: (one: Signed) => Promise<OrderEnd>;
  /** Passwords of orders under way, by slug: held in memory alone, gone with the process. */
  readonly unlocks: Map<string, Unlock>;
  /** Who waits for orders that other processes work on. */
  readonly awaited: AwaitedOrders;
  /** What was done for orders before their jobs began. */
  readonly early: EarlyWork;
  /** Orders that this process is working on, by slug, and who waits for them to end: they are told how, where it is known. */
  readonly working: Map<string, Set<(ended?: OrderRow) => void>>;
}
