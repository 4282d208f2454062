/* A database that came back without its last rows, as after a failover, gives their numbers to others. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import type { Database } from '#db';
import { files } from '#keys';
import { temporaryDirectory } from '#oracles';
import { name } from '#x509';
import { testApp, type TestApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';

interface Tables {
  certificate: { serial: string };
  certificate_order: { slug: string };
}

const request = { csr: (await makeCsr()).pem, subject: name('CN=x') };
const robot = { id: 7, name: 'robot' };

/** What `act` leaves on record when rows are lost during its first signature, and what stood in their places then. */
async function losingRows(
  act: (ca: TestApp) => Promise<unknown>,
): Promise<{ readonly others: readonly unknown[]; readonly left: readonly unknown[] }> {
  using directory = temporaryDirectory();
  const backend = files({ directory: directory.path });
  const others: unknown[] = [];
  let isNext = false;
  const sign: typeof backend.sign = async (...given) => {
    const isNow = isNext;
    isNext = false;
    if (isNow) others.push(...(await renumber(ca.db)));
    return backend.sign(...given);
  };
  const keys = { default: { ...backend, sign } };
  await using ca = await testApp({ keys, jobs: 'hold', report: () => undefined });
  isNext = true;
  await act(ca);
  return { others, left: await rows(ca.db) };
}

/** Gives the number of each certificate and each order that there is to another. */
async function renumber(db: Database): Promise<unknown[]> {
  await db.transaction<Tables, void>(async (trx) => {
    await trx.updateTable('certificate').set({ serial: '40AA' }).execute();
    await trx.updateTable('certificate_order').set({ slug: 'another' }).execute();
  });
  return rows(db);
}

async function rows(db: Database): Promise<unknown[]> {
  const reader = db.reader<Tables>();
  const orders = await reader.selectFrom('certificate_order').selectAll().execute();
  return [...orders, ...(await reader.selectFrom('certificate').selectAll().execute())];
}

test('a certificate whose intent is lost while it is signed does not take the place of another', async () => {
  const { others, left } = await losingRows((ca) =>
    assert.rejects(ca.certificates.issue(ca.issuing, request)),
  );
  assert.deepEqual([others.length, left], [1, others]);
});

for (const waits of [true, false]) {
  test(`an order that is lost while its certificate is signed ends no other: ${waits ? 'prepared with it' : 'left to its job'}`, async () => {
    const { others, left } = await losingRows(async (ca) => {
      await ca.certificates.order(ca.issuing, request, { ...robot, waits });
      await ca.jobs.idle();
    });
    assert.deepEqual([others.length, left], [2, others]);
  });
}

test('a certificate that is gone when it is looked for has an end that nobody knows', async () => {
  await using ca = await testApp({ jobs: 'hold' });
  await loseIssued(ca.db);
  await assert.rejects(ca.certificates.issue(ca.issuing, request), { code: 'outcome_unknown' });
  const told = await ca.events.list({ type: 'certificate.issued', limit: 9 });
  assert.deepEqual([told.length, await rows(ca.db)], [1, []]);
});

/** Makes the database lose every certificate with the very commit that completes it. */
async function loseIssued(db: Database): Promise<void> {
  const when = `after insert on event for each row when (new.type = 'certificate.issued')`;
  const lose = 'begin delete from certificate_name; delete from certificate;';
  const steps =
    db.kind === 'sqlite'
      ? [`create trigger losing ${when} ${lose} end`]
      : [
          `create function lose() returns trigger language plpgsql as $$ ${lose} return null; end $$`,
          `create trigger losing ${when} execute function lose()`,
        ];
  await db.transaction(async (trx) => {
    for (const step of steps) await sql.raw(step).execute(trx);
  });
}
