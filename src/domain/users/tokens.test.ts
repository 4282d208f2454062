import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { day, minute, Secret } from '#base';
import { testUsers } from './room.test.ts';

test('a token stands for its user, is shown once, and its hash alone is on record', async () => {
  await using room = await testUsers();
  const { users, clock } = room;
  const ann = await users.create(room.ann);
  const { record, token } = await users.tokens.create(ann, { name: ' deploy ', actor: 'root' });
  match(token.reveal(), /^certwright_[A-Za-z0-9]{40}$/);
  deepEqual(record, {
    id: 1,
    user: 'ann',
    name: 'deploy',
    created: new Date(clock.now()),
    expires: new Date(clock.now() + 90 * day),
    lastUsed: null,
    revoked: null,
  });
  deepEqual(await users.tokens.authenticate(token), ann);
  const rows = await room.db
    .reader<{ api_token: object }>()
    .selectFrom('api_token')
    .selectAll()
    .execute();
  const kept =
    inspect(rows) + (await room.trail()) + inspect(await users.tokens.list(), { depth: 9 });
  ok(!kept.includes(token.reveal()) && !kept.includes(token.reveal().slice(-20)));
  deepEqual(await room.told(), ['user.created', 'token.created']);
});

test('what is no token, was revoked or has ended is refused in one sentence', async () => {
  await using room = await testUsers();
  const { users, clock } = room;
  const ann = await users.create(room.ann);
  const short = await users.tokens.create(ann, { name: 'short', expiresMs: 1000 });
  const revoked = await users.tokens.create(ann, { name: 'revoked' });
  await users.tokens.revoke(revoked.record);
  await users.tokens.authenticate(short.token);
  clock.advance(1000);
  const wrong = [
    short.token.reveal(),
    revoked.token.reveal(),
    `certwright_${'a'.repeat(40)}`,
    `${short.token.reveal()} `,
    '',
    "' or 1=1 --",
    'x'.repeat(10_000),
  ];
  for (const text of wrong)
    await rejects(users.tokens.authenticate(new Secret(text)), {
      code: 'unauthorized',
      detail: 'The token is not valid.',
    });
});

test('the last use is noted to the minute', async () => {
  await using room = await testUsers();
  const { users, clock } = room;
  const ann = await users.create(room.ann);
  const { token } = await users.tokens.create(ann, { name: 'deploy' });
  const lastUsed = async (): Promise<number | undefined> =>
    (await users.tokens.list(ann))[0]?.lastUsed?.getTime();
  const firstMs = clock.now();
  await users.tokens.authenticate(token);
  clock.advance(minute - 1);
  await users.tokens.authenticate(token);
  equal(await lastUsed(), firstMs);
  clock.advance(1);
  await users.tokens.authenticate(token);
  equal(await lastUsed(), firstMs + minute);
});

test('a token is named once among those that count, and revoked by its name or id', async () => {
  await using room = await testUsers();
  const { users } = room;
  const ann = await users.create(room.ann);
  await users.tokens.create(ann, { name: 'deploy' });
  await rejects(users.tokens.create(ann, { name: 'deploy' }), { code: 'already_exists' });
  const ended = await users.tokens.revoke({ user: ann, name: 'deploy' });
  ok(ended.revoked);
  await rejects(users.tokens.revoke({ user: ann, name: 'deploy' }), { code: 'not_found' });
  await rejects(users.tokens.revoke(ended), { code: 'not_found' });
  await users.tokens.create(ann, { name: 'deploy' });
  equal((await users.tokens.list()).length, 2);
  await rejects(users.tokens.create({ name: 'nobody' }, { name: 'x' }), { code: 'not_found' });
  for (const expiresMs of [0, 999, -1, Number.NaN, 1500.5, 3651 * day])
    await rejects(users.tokens.create(ann, { name: 'x', expiresMs }), { code: 'bad_request' });
});

test('who was switched off may do nothing by a token either', async () => {
  await using room = await testUsers();
  const { users } = room;
  const ann = await users.create(room.ann);
  const { token } = await users.tokens.create(ann, { name: 'deploy' });
  await users.update(ann, { active: false });
  const user = await users.tokens.authenticate(token);
  equal(users.may(user, 'certificate.sign', 'somewhere'), false);
});
