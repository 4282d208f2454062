/* The room as the tests of this room open it; holds no test itself. */
import { fixedClock } from '#base';
import type { FixedClock } from '#base';
import { openDatabase } from '#db';
import type { Database } from '#db';
import { createEvents, migrations as eventMigrations } from '#events';
import { testDatabase } from '#oracles';
import { createUsers, migrations } from './index.ts';
import type { Users } from './index.ts';

/** Users in memory, under a clock that stands still. */
export interface TestUsers extends AsyncDisposable {
  readonly users: Users;
  readonly db: Database;
  readonly clock: FixedClock;
  /** What a user is made from. */
  readonly ann: { readonly name: string; readonly password: string };
  /** Types of the events on record, in their order. */
  told(): Promise<readonly string[]>;
  /** Every row of every table of events, as text. */
  trail(): Promise<string>;
}

/** Opens the room over an empty database. */
export async function testUsers(): Promise<TestUsers> {
  const clock = fixedClock(Date.UTC(2026, 0, 1));
  const all = [...eventMigrations, ...migrations];
  const db = await openDatabase({ url: await testDatabase(), migrations: all, clock });
  const events = createEvents({ db, clock, report: (error) => process.emitWarning(String(error)) });
  const rows = (): Promise<{ type: string }[]> =>
    db
      .reader<{ event: { id: number; type: string } }>()
      .selectFrom('event')
      .selectAll()
      .orderBy('id')
      .execute();
  return {
    users: createUsers({ db, clock, events, passwordCost: { memoryKiB: 8, passes: 1 } }),
    db,
    clock,
    ann: { name: 'ann', password: 'pass:word' },
    told: async () => (await rows()).map(({ type }) => type),
    trail: async () => JSON.stringify(await rows()),
    [Symbol.asyncDispose]: () => db.close(),
  };
}
