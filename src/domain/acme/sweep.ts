import { day, minute } from '#base';
import { bookIssue } from './book-issue.ts';
import { bookTry } from './book-try.ts';
import type { Context } from './context.ts';
import { endOrdersUsing } from './end-orders.ts';
import { overdue } from './rows.ts';
import type { AuthorizationRow, OrderRow, Trx } from './tables.ts';

const timetable = 'acme.timetable';
const everyMs = 5 * minute;
/** What has been under way for so long was lost with its process: it is booked again. */
const lostMs = 10 * minute;
const keptMs = day;
const batch = 200;

/** Tells the queue what is done from time to time: what is over ends, what was lost is booked again. */
export function defineTimetable(context: Context): void {
  context.jobs.define(timetable, async () => {
    await bookTimetable(context, context.clock.now() + everyMs);
    await endOverdue(context);
    await bookLost(context);
    await clearAway(context);
  });
}

/** Books the first look; each books the next. */
export async function startTimetable(context: Context): Promise<void> {
  await bookTimetable(context, context.clock.now());
}

async function bookTimetable({ db, jobs }: Context, runAtMs: number): Promise<void> {
  await db.transaction((trx: Trx) => jobs.book(trx, timetable, {}, { key: 'all', runAtMs }));
}

async function endOverdue(context: Context): Promise<void> {
  const { clock, db, store } = context;
  const nowMs = clock.now();
  while (await db.transaction((trx: Trx) => endOrders(context, trx, nowMs)));
  while (
    await db.transaction(async (trx: Trx) => {
      const rows = await store.authorizations.listOverdue(trx, nowMs, batch);
      await endAuthorizations(context, trx, rows);
      return rows.length === batch;
    })
  );
}

/** Whether there may be more. */
async function endOrders(
  { clock, events, store }: Context,
  trx: Trx,
  nowMs: number,
): Promise<boolean> {
  const rows: OrderRow[] = await store.orders.listOverdue(trx, nowMs, batch);
  const changes = { error: JSON.stringify(overdue), updated_ms: clock.now() };
  for (const row of rows) await store.orders.move(trx, row, 'invalid', changes);
  const orders = rows.map(({ slug }) => slug);
  if (rows.length > 0)
    await events.record(trx, 'acme_order.expired', { actor: 'timetable', orders });
  return rows.length === batch;
}

async function endAuthorizations(
  context: Context,
  trx: Trx,
  rows: readonly AuthorizationRow[],
): Promise<void> {
  const { clock, events, store } = context;
  for (const row of rows) {
    const to = row.status === 'pending' ? 'invalid' : 'expired';
    await store.authorizations.move(trx, row, to, { updated_ms: clock.now() });
    await endOrdersUsing(context, trx, row, overdue);
  }
  const authorizations = rows.map(({ slug }) => slug);
  if (rows.length > 0)
    await events.record(trx, 'acme_authorization.expired', { actor: 'timetable', authorizations });
}

async function bookLost(context: Context): Promise<void> {
  const { clock, db, store } = context;
  const staleMs = clock.now() - lostMs;
  const orders = await store.orders.listStale(staleMs, batch);
  const challenges = await store.authorizations.listStale(staleMs, batch);
  if (orders.length + challenges.length === 0) return;
  await db.transaction(async (trx: Trx) => {
    for (const order of orders) await bookIssue(context, trx, order);
    for (const challenge of challenges) await bookTry(context, trx, challenge, clock.now());
  });
}

/** What ended a day ago is forgotten; orders with a certificate stay, as they say whose it is. */
async function clearAway({ clock, db, store }: Context): Promise<void> {
  const nowMs = clock.now();
  const beforeMs = nowMs - keptMs;
  while (
    await db.transaction(
      async (trx: Trx) => (await store.orders.purge(trx, beforeMs, batch)) === batch,
    )
  );
  while (
    await db.transaction(
      async (trx: Trx) => (await store.authorizations.purge(trx, beforeMs, batch)) === batch,
    )
  );
  await db.transaction((trx: Trx) => store.purgeNonces(trx, nowMs));
}
