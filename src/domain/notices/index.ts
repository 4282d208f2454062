/**
 * Who wants to hear that a certificate or an authority will end, and what they were told: one mail an address and day,
 * over everything that is due, each notice once. Knows addresses, days and words; the mail itself goes through `#net`.
 *
 * Tables: `watcher`, `watch`, `notice`. Events: `watcher.added`, `watcher.removed`, `notice.sent`, `notice.failed`.
 */
export type { NoticesOptions } from './context.ts';
export type { DueNotice } from './due.ts';
export { migrations } from './migrations.ts';
export { createNotices } from './notices.ts';
export type { Notices } from './notices.ts';
export type { SendOptions, SendResult } from './send.ts';
export { defaultNoticeDays } from './days.ts';
export { parseWatcher } from './watcher.ts';
export type { Watched, Watcher } from './watcher.ts';
