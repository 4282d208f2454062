import type { Context, NoticesOptions } from './context.ts';
import { defaultNoticeDays, parseNoticeDays } from './days.ts';
import { findDue } from './due.ts';
import type { DueNotice } from './due.ts';
import { defineJobs, startTimetable } from './jobs.ts';
import { sendNotices } from './send.ts';
import type { SendOptions, SendResult } from './send.ts';
import { createStore } from './store.ts';
import { listWatchers, unwatch, watch } from './watch.ts';
import type { By } from './watch.ts';
import type { Watched, Watcher } from './watcher.ts';

/** The verbs of this room. */
export interface Notices {
  /**
   * Lets these addresses hear of the end of something, also in the form `Name <address>`; tells `watcher.added` for each
   * new one. Gives all who watch it.
   *
   * @throws CaError `bad_request` when one is no address, `not_found`. Then none has been added.
   */
  watch(watched: Watched, addresses: readonly string[], by?: By): Promise<readonly Watcher[]>;
  /** Takes addresses off; tells `watcher.removed`. Those that did not watch are passed over. Gives who is left. */
  unwatch(watched: Watched, addresses: readonly string[], by?: By): Promise<readonly Watcher[]>;
  /** Who watches it, by address. */
  watchers(watched: Watched): Promise<readonly Watcher[]>;
  /** What {@link Notices.send} would tell now; writes nothing. @throws CaError `bad_config` (days). */
  due(options?: SendOptions): Promise<readonly DueNotice[]>;
  /**
   * Sends what is due now: one mail for each address. A notice is sent once for a watcher, a certificate and a day: one
   * that the server does not take is tried again, one of which that is not known is not.
   *
   * @throws CaError `bad_config` without a mail server, or for days that are none.
   */
  send(options?: SendOptions): Promise<SendResult>;
  /** Looks for what is due once a day from now on, where there is a mail server. */
  start(): Promise<void>;
}

/** Makes the room. @throws CaError `bad_config` for notice days that are none. */
export function createNotices(options: NoticesOptions): Notices {
  const noticeDays = parseNoticeDays(options.noticeDays ?? defaultNoticeDays);
  const context: Context = { ...options, noticeDays, store: createStore(options.db) };
  defineJobs(context);
  return Object.freeze<Notices>({
    watch: (watched, addresses, by = {}) => watch(context, watched, addresses, by),
    unwatch: (watched, addresses, by = {}) => unwatch(context, watched, addresses, by),
    watchers: (watched) => listWatchers(context, watched),
    due: ({ days } = {}) => findDue(context, parseNoticeDays(days ?? noticeDays)),
    send: (how = {}) => sendNotices(context, how),
    start: () => startTimetable(context),
  });
}
