/* D1: what a process was at when it was killed is taken up by another, not when its lease has ended but at once. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { App } from '#app';
import { skipWithoutPostgresql, startPostgresql } from '#oracles';
import { order } from './clients.ts';
import { faultHouse } from './house.ts';
import { kill } from './kill.ts';
import { until } from './scene.ts';
import { nothingTold } from './told.ts';
import { sha256, type Signed } from './witness.ts';

interface Tables {
  certificate: { state: string; tbs: Uint8Array | null; order_id: number | null };
  job: { kind: string; lease_ms: number | null };
}

/** Who answers, and another who has the keys too. */
const roles = {
  sqlite: [['serve', '--port', '0'], ['work']],
  postgresql: [['serve', '--web-only', '--port', '0'], ['work'], ['work']],
} as const;

/** What somebody was asked to sign for an order that has no certificate yet. */
async function findOrdered(app: App, signed: readonly Signed[]): Promise<Signed | undefined> {
  const intents = await app.db
    .reader<Tables>()
    .selectFrom('certificate')
    .select('tbs')
    .where('state', '=', 'intent')
    .where('order_id', 'is not', null)
    .execute();
  const wanted = new Set(intents.map(({ tbs }) => sha256(tbs ?? new Uint8Array())));
  return signed.find(({ digest }) => wanted.has(digest));
}

/** When the lease of the job that issues ends. */
async function leaseOf(app: App): Promise<number> {
  const jobs = app.db.reader<Tables>().selectFrom('job').selectAll();
  const [job] = await jobs.where('kind', '=', 'certificate.issue').execute();
  return job?.lease_ms ?? 0;
}

for (const database of ['sqlite', 'postgresql'] as const) {
  const skip = kill.skip() || (database === 'postgresql' && skipWithoutPostgresql());
  describe(`of several processes on ${database}`, { skip }, () => {
    test('one that is killed before a signature leaves it to another, who does not wait for its lease', async () => {
      await using server = database === 'postgresql' ? await startPostgresql() : undefined;
      const url = await server?.newDatabase();
      await using house = await faultHouse(url === undefined ? {} : { database: url });
      const all = await Promise.all(roles[database].map((words) => house.start(...words)));
      await house.look(async (app) => {
        for (const { pid } of all) writeFileSync(house.hold(pid), '');
        const { signal } = new AbortController();
        const base = (): string => all[0]?.base ?? '';
        const ordered = order({ house, told: nothingTold(), base, signal }, 'a.example.com');
        let first: Signed | undefined;
        const seen = async (): Promise<boolean> =>
          (first = await findOrdered(app, house.signatures())) !== undefined;
        assert.deepEqual(await until(seen, 'of a signature'), []);
        const leaseMs = await leaseOf(app);
        await all.find(({ pid }) => pid === first?.pid)?.kill();
        for (const { pid } of all) rmSync(house.hold(pid));
        const issued = async () => {
          const events = await app.events.list({ type: 'certificate.issued', limit: 9 });
          return events.find(({ payload }) => payload['order'] !== null);
        };
        assert.deepEqual(await until(async () => (await issued()) !== undefined, 'of it'), []);
        const doers = house.signatures().filter(({ digest }) => digest === first?.digest);
        assert.deepEqual([doers.length, doers[1]?.pid === first?.pid], [2, false]);
        const atMs = (await issued())?.at.getTime() ?? Infinity;
        assert.ok(atMs < leaseMs, `${atMs - leaseMs} ms after the end of its lease`);
        await ordered;
      });
    });
  });
}
