import assert from 'node:assert/strict';
import { test } from 'node:test';
import { day, hour, minute } from '#base';
import {
  acmeApp,
  csrFor,
  forNames,
  issueFor,
  picture,
  readyOrder,
  refusal,
  register,
  type AcmeApp,
} from '../../../test/acme.ts';

async function statuses(
  app: AcmeApp,
  table: 'acme_order' | 'acme_authorization',
): Promise<string[]> {
  const rows = await app.db
    .reader<Record<typeof table, { id: number; status: string }>>()
    .selectFrom(table)
    .select('status')
    .orderBy('id')
    .execute();
  return rows.map(({ status }) => status);
}

test('what is over ends, with its event; a day later it is forgotten, but for what has a certificate', async () => {
  await using app = await acmeApp({ authorizationLifeMs: 2 * hour });
  const account = await register(app);
  const { slug } = await issueFor(app, account, forNames('a.example'));
  await readyOrder(app, account, forNames('b.example'));
  await app.acme.newOrder(account, forNames('c.example'));
  app.clock.advance(2 * hour);
  await app.acme.start();
  await app.jobs.idle();
  assert.deepEqual(await statuses(app, 'acme_order'), ['valid', 'invalid', 'invalid']);
  assert.deepEqual(await statuses(app, 'acme_authorization'), ['expired', 'expired', 'invalid']);
  // Beside it other jobs, of revocation lists for instance, tell of theirs.
  const types = (await app.events.list({ limit: 10 })).map(({ type }) => type);
  const ours = types.filter((type) => type.startsWith('acme_')).slice(-2);
  assert.deepEqual(ours, ['acme_order.expired', 'acme_authorization.expired']);
  app.clock.advance(day + minute);
  const untouched = await picture(app);
  await app.jobs.idle();
  assert.deepEqual(await statuses(app, 'acme_order'), ['valid']);
  assert.deepEqual(await statuses(app, 'acme_authorization'), ['expired']);
  assert.equal(await picture(app), untouched);
  assert.equal((await app.acme.certificateChains(account, slug)).length, 1);
});

test('what a process took with it when it ended is booked again', async () => {
  await using app = await acmeApp();
  const account = await register(app);
  const { slug } = await readyOrder(app, account, forNames('a.example'));
  await app.acme.finalize(account, slug, await csrFor(['a.example']));
  await app.db.transaction<{ job: { kind: string } }, unknown>((trx) =>
    trx.deleteFrom('job').where('kind', '=', 'acme.issue').execute(),
  );
  app.clock.advance(11 * minute);
  await app.acme.start();
  await app.jobs.idle();
  assert.equal((await app.acme.getOrder(account, slug)).status, 'valid');
});

test('a nonce is spent once, also by two at once, and forgotten when it is stale', async () => {
  await using app = await acmeApp();
  const keys = await Promise.all([1, 2].map(() => app.acme.nonceKey()));
  assert.deepEqual(keys[0]?.reveal(), keys[1]?.reveal());
  assert.equal(keys[0]?.reveal().length, 32);
  const untilMs = app.clock.now() + hour;
  const both = await Promise.all([1, 2].map(() => app.acme.spendNonce('abc', untilMs)));
  assert.deepEqual(both.toSorted(), [false, true]);
  assert.equal(await app.acme.spendNonce('abd', untilMs), true);
  app.clock.advance(hour + 1);
  await app.acme.start();
  await app.jobs.idle();
  assert.equal(await app.acme.spendNonce('abc', untilMs), true);
});

test('an authority where ACME is off is not there for clients, nor is one that is disabled', async () => {
  await using app = await acmeApp();
  await app.acme.requireOpen(app.issuing);
  await assert.rejects(app.acme.requireOpen(app.root), refusal('not_found'));
  const disabled = await app.authorities.update(app.issuing, { enabled: false });
  await assert.rejects(app.acme.requireOpen(disabled), refusal('authority_disabled'));
});
