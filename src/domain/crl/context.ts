import type { Authorities } from '#authorities';
import type { Clock } from '#base';
import type { Certificates } from '#certificates';
import type { Database } from '#db';
import type { Events } from '#events';
import type { Jobs } from '#jobs';
import type { Stocks } from './stocks.ts';
import type { CrlStore } from './store.ts';
import type { Turns } from './turns.ts';

/** What the room is made from. */
export interface CrlOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly events: Events;
  readonly jobs: Jobs;
  readonly authorities: Authorities;
  readonly certificates: Certificates;
}

/** What the verbs of this room share. */
export interface Context extends CrlOptions {
  readonly store: CrlStore;
  readonly turns: Turns;
  readonly stocks: Stocks;
}
