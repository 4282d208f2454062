/**
 * Lists of revoked certificates: what each of them holds, when the next one comes, how they are numbered, and the bytes
 * of those that were published. Lists are made by jobs, never because somebody asks for one. Hears of revocations and
 * keeps each as an encoded entry, so that a list is a matter of copying. Knows no address, no HTTP, and no private key
 * but by `authorities.sign`.
 *
 * Tables: `crl`, `crl_piece`, `crl_part`, `crl_entry`, `crl_segment`, `crl_segment_deflated`, `crl_packed`, `crl_state`, `crl_policy`,
 * `crl_alarm`. Events: `crl.published`, `crl.abandoned`, `crl.late`, `crl.stale`, `crl_policy.changed`. Jobs: `crl.generate`,
 * `crl.reconcile`, `crl.compress`, `crl.timetable`. RFC 5280 §3.3, §5.
 */
import type { Authority } from '#authorities';
import { listAlarms } from './alarms.ts';
import type { Context, CrlOptions } from './context.ts';
import type {
  CrlAlarm,
  CrlName,
  CrlPolicy,
  CrlScope,
  GenerateOptions,
  MakeOptions,
  PublishedCrl,
} from './crl.ts';
import { followEvents } from './follow.ts';
import { generateLists } from './generate.ts';
import { defineJobs, startTimetable } from './jobs.ts';
import { makeOne } from './make-one.ts';
import { policyOf, setPolicy, type SetPolicy } from './policy.ts';
import { readList, type ReadOptions } from './read.ts';
import { toPublished } from './record.ts';
import { listName } from './scope.ts';
import { createStocks } from './stocks.ts';
import { createStore } from './store.ts';
import { createTurns } from './turns.ts';

export type { CrlOptions } from './context.ts';
export type {
  CrlAlarm,
  CrlName,
  CrlPolicy,
  CrlScope,
  GenerateOptions,
  MakeOptions,
  PublishedCrl,
} from './crl.ts';
export { migrations } from './migrations.ts';
export type { ReadOptions } from './read.ts';

/** The verbs of this room. */
export interface Crl {
  policy(authorityId: number): Promise<CrlPolicy>;
  /** Changes what is given, keeps the rest; see {@link setPolicy}. */
  setPolicy(authority: Authority, changes: Partial<CrlPolicy>, how?: SetPolicy): Promise<CrlPolicy>;
  /** Makes the lists of the policy that are due, in this process; see {@link generateLists}. */
  generate(authority: Authority, options?: GenerateOptions): Promise<readonly PublishedCrl[]>;
  /** Makes one list of any scope, due or not, and publishes it under its name; see {@link makeOne}. */
  make(authority: Authority, scope: CrlScope, options?: MakeOptions): Promise<PublishedCrl>;
  /** The last list of a name that was published, however old; undefined when there never was one. */
  find(authority: { readonly id: number }, name: CrlName): Promise<PublishedCrl | undefined>;
  /** The last list of each name, of one authority or of all. */
  list(authority?: { readonly id: number }): Promise<readonly PublishedCrl[]>;
  /** The octets of a list, piece by piece; see {@link readList}. */
  read(list: PublishedCrl, options?: ReadOptions): AsyncIterable<Uint8Array>;
  /** Which lists are stale, or will be soon; see {@link listAlarms}. Empty when all is well. */
  freshness(): Promise<readonly CrlAlarm[]>;
  /** Lets the timetable begin; to be called once events have started. */
  start(): Promise<void>;
}

/** Makes the room; tells the queue how lists are made, and the events who listens. */
export function createCrl(options: CrlOptions): Crl {
  const context: Context = {
    ...options,
    store: createStore(options.db),
    turns: createTurns(),
    stocks: createStocks(),
  };
  const { lists } = context.store;
  defineJobs(context);
  followEvents(context);
  return Object.freeze<Crl>({
    policy: (authorityId) => policyOf(context, authorityId),
    setPolicy: (authority, changes, how) => setPolicy(context, authority, changes, how),
    generate: (authority, how = {}) =>
      generateLists(context, authority, { ...how, reconciles: true }),
    make: (authority, scope, how = {}) => makeOne(context, authority, scope, how),
    find: async ({ id: authorityId }, name) => {
      const row = await lists.findLast({ authorityId, name: listName(name) });
      return row && toPublished(row);
    },
    list: async (authority) => (await lists.listLast(authority?.id)).map(toPublished),
    read: (list, how = {}) => readList(context, list, how),
    freshness: () => listAlarms(context),
    start: () => startTimetable(context),
  });
}
