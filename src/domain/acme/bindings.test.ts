import assert from 'node:assert/strict';
import { test } from 'node:test';
import { day } from '#base';
import { accountKey, acmeApp, forNames, issueFor, refusal } from '../../../test/acme.ts';

test('a binding binds one account, whose names and profile it decides', async () => {
  await using app = await acmeApp({ requiresBinding: true, profiles: ['client'] });
  const { record, key } = await app.acme.bindings.create(app.issuing, {
    description: 'rack 7',
    profile: 'server',
    names: ['example.com', '10.0.0.0/8'],
    actor: 'amelia',
  });
  assert.match(record.keyId, /^[A-Za-z0-9]{20}$/);
  assert.equal(Buffer.from(key.reveal(), 'base64url').length, 32);
  assert.deepEqual(await app.acme.bindings.list(app.issuing), [record]);
  const kept = await app.acme.bindings.key(app.issuing, record.keyId);
  assert.equal(kept.reveal(), key.reveal());

  const binding = record.keyId;
  const { account } = await app.acme.register(app.issuing, await accountKey(), { binding });
  assert.equal(account.binding, binding);
  const [used] = await app.acme.bindings.list(app.issuing);
  assert.deepEqual([used?.status, used?.account], ['used', account.slug]);

  await assert.rejects(
    app.acme.newOrder(account, forNames('example.org')),
    refusal('rejected_identifier'),
  );
  await assert.rejects(
    app.acme.newOrder(account, { ...forNames('a.example.com'), profile: 'client' }),
    refusal('bad_profile'),
  );
  const order = await issueFor(app, account, forNames('a.example.com'));
  const [certificate] = await app.certificates.list({ authority: app.issuing });
  assert.deepEqual([order.status, certificate?.profile], ['valid', 'server']);
});

test('a binding that was used, revoked or is over binds nobody, and its key is forgotten', async () => {
  await using app = await acmeApp();
  const make = async (): Promise<string> => {
    const expires = new Date(app.clock.now() + day);
    return (await app.acme.bindings.create(app.issuing, { expires })).record.keyId;
  };
  const [used, revoked, over] = [await make(), await make(), await make()];
  await app.acme.register(app.issuing, await accountKey(), { binding: used });
  await app.acme.bindings.revoke(app.issuing, revoked, { actor: 'amelia' });
  app.clock.advance(day);
  const rows = await app.db
    .reader<{ acme_binding: { key_id: string; secret: string | null } }>()
    .selectFrom('acme_binding')
    .select(['key_id', 'secret'])
    .where('secret', 'is', null)
    .execute();
  assert.deepEqual(
    rows.map((row) => row.key_id),
    [used, revoked],
  );
  for (const binding of [used, revoked, over, 'nobody']) {
    const key = await accountKey();
    await assert.rejects(app.acme.register(app.issuing, key, { binding }), refusal('unauthorized'));
    await assert.rejects(app.acme.bindings.key(app.issuing, binding), refusal('unauthorized'));
    assert.equal(await app.acme.findAccount(app.issuing, key), undefined);
  }
});

test('of two accounts that bring one binding at once, one is made', async () => {
  await using app = await acmeApp();
  const { record } = await app.acme.bindings.create(app.issuing);
  const keys = [await accountKey(), await accountKey()];
  const both = await Promise.allSettled(
    keys.map((key) => app.acme.register(app.issuing, key, { binding: record.keyId })),
  );
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
});

test('a binding is of one authority', async () => {
  await using app = await acmeApp();
  await app.acme.setPolicy(app.root.id, { enabled: true, requiresContact: false });
  const { record } = await app.acme.bindings.create(app.root);
  const registering = app.acme.register(app.issuing, await accountKey(), {
    binding: record.keyId,
  });
  await assert.rejects(registering, refusal('unauthorized'));
  await assert.rejects(app.acme.bindings.revoke(app.issuing, record.keyId), refusal('not_found'));
});

test('a binding cannot be made for what is not there', async () => {
  await using app = await acmeApp();
  const create = app.acme.bindings.create;
  await assert.rejects(create(app.issuing, { profile: 'nobody' }), refusal('not_found'));
  await assert.rejects(create(app.issuing, { names: ['not a name'] }), refusal('bad_request'));
  await assert.rejects(
    create(app.issuing, { description: 'x'.repeat(201) }),
    refusal('bad_request'),
  );
  const past = new Date(app.clock.now());
  await assert.rejects(create(app.issuing, { expires: past }), refusal('bad_request'));
});
