import type { Authorities } from '#authorities';
import type { Clock } from '#base';
import type { Certificates } from '#certificates';
import type { Database } from '#db';
import type { Events } from '#events';
import type { Jobs } from '#jobs';
import type { Mailer } from '#net';
import type { NoticeStore } from './store.ts';

/** What the room is made from. */
export interface NoticesOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly events: Events;
  readonly jobs: Jobs;
  readonly authorities: Pick<Authorities, 'find' | 'get'>;
  readonly certificates: Pick<Certificates, 'find' | 'get'>;
  /** Default: none; who watches is noted, and nobody is told. */
  readonly mailer?: Mailer;
  /** How many days before the end a notice goes out, each a whole number from 1 to 3650. Default: 14, 7, 3 and 1. */
  readonly noticeDays?: readonly number[];
}

/** What the verbs of this room share. */
export interface Context extends NoticesOptions {
  readonly store: NoticeStore;
  /** The fewest first. */
  readonly noticeDays: readonly number[];
}
