import { deepEqual, equal, notEqual, ok, rejects } from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { inspect } from 'node:util';
import { CaError, fixedClock, minute, Secret } from '#base';
import type { FixedClock } from '#base';
import { openDatabase } from '#db';
import { testDatabase } from '#oracles';
import type { Database } from '#db';
import { createEvents, migrations as eventMigrations } from '#events';
import type { Events } from '#events';
import { createUsers, migrations, permissions } from './index.ts';
import type { HashCost, User, Users } from './index.ts';
import type { UserTables } from './tables.ts';

const cheap = { memoryKiB: 8, passes: 1 };
const start = Date.UTC(2026, 0, 1);
const robot = { name: 'robot', password: 'pass:word' };

let clock: FixedClock;
let db: Database;
let events: Events;
let users: Users;
let told: Record<string, unknown>[];

beforeEach(async () => {
  clock = fixedClock(start);
  db = await openDatabase({
    url: await testDatabase(),
    migrations: [...eventMigrations, ...migrations],
    clock,
  });
  events = createEvents({ db, clock, report: (error) => process.emitWarning(String(error)) });
  told = [];
  for (const type of ['user.created', 'user.updated'])
    events.on(type, ({ payload, actor }) => void told.push({ ...payload, type, actor }));
  users = openUsers();
});
afterEach(async () => {
  await events.stop();
  await db.close();
});

function openUsers(passwordCost: HashCost = cheap): Users {
  return createUsers({ db, clock, events, passwordCost });
}

async function hashOf({ id }: User): Promise<string> {
  const row = db.reader<UserTables>().selectFrom('user').select('password_hash');
  return (await row.where('id', '=', id).executeTakeFirstOrThrow()).password_hash;
}

test('a new user is active, no superuser, and holds every permission', async () => {
  const user = await users.create(robot);
  deepEqual(user, {
    id: 1,
    name: 'robot',
    email: '',
    active: true,
    superuser: false,
    permissions,
    scoped: [],
    groups: [],
    grants: permissions.map((permission) => ({ permission, authorityId: null })),
    created: new Date(start),
    updated: new Date(start),
  });
  ok(Object.isFrozen(user) && Object.isFrozen(user.permissions));
  for (const permission of permissions) equal(users.may(user, permission), true);
  equal(await users.count(), 1);
});

test('a user is found by id and by name, whose case counts and whose spelling does not', async () => {
  const user = await users.create({ ...robot, name: 'Jos\u0065\u0301' });
  deepEqual(await users.get({ name: 'José' }), user);
  deepEqual(await users.get({ id: user.id }), user);
  deepEqual(await users.get(user), user);
  for (const ref of [{ name: 'josé' }, { name: 'a b' }, { name: '' }, { id: 99 }]) {
    equal(await users.find(ref), undefined);
    await rejects(users.get(ref), { code: 'not_found' });
  }
});

test('everyone is listed in the order in which they came', async () => {
  deepEqual(await users.list(), []);
  equal(await users.count(), 0);
  for (const name of ['b', 'a', 'B']) await users.create({ ...robot, name, may: [] });
  const list = await users.list();
  deepEqual(
    list.map(({ name }) => name),
    ['b', 'a', 'B'],
  );
  equal(await users.count(), 3);
});

test('a name that is taken is refused, and nothing is left of the second user', async () => {
  await users.create({ ...robot, may: ['certificate.sign'] });
  await rejects(users.create(robot), { code: 'already_exists' });
  equal(await users.count(), 1);
  deepEqual((await users.get(robot)).permissions, ['certificate.sign']);
  await events.idle();
  equal(told.length, 1);
});

test('two who ask for one name at once: one gets it', async () => {
  const both = await Promise.allSettled([users.create(robot), users.create(robot)]);
  deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  equal(await users.count(), 1);
});

test('what cannot be is refused before anything happens', async () => {
  const cases = [
    { name: 'a b' },
    { password: '' },
    { password: 'x'.repeat(1025) },
    { email: 'nowhere' },
    { may: ['certificate.burn' as 'certificate.sign'] },
  ];
  for (const part of cases)
    await rejects(users.create({ ...robot, ...part }), { code: 'bad_request' }, inspect(part));
  equal(await users.count(), 0);
});

test('the right password lets in; whatever is wrong is answered in one sentence', async () => {
  const user = await users.create(robot);
  deepEqual(await users.authenticate('robot', 'pass:word'), user);
  deepEqual(await users.authenticate('robot', new Secret('pass:word')), user);
  const refused = { code: 'unauthorized', detail: 'The name or the password is wrong.' };
  const wrong: [string, string][] = [
    ['robot', 'wrong'],
    ['robot', ''],
    ['robot', 'x'.repeat(2000)],
    ['Robot', 'pass:word'],
    ['nobody', 'pass:word'],
    ['', 'pass:word'],
    ['a b', 'pass:word'],
    ["' or 1=1 --", 'pass:word'],
  ];
  for (const [name, password] of wrong)
    await rejects(users.authenticate(name, password), refused, `${name} ${password}`);
});

test('who is not active can log in and may do nothing, a superuser included', async () => {
  await users.create({ ...robot, superuser: true, active: false });
  const user = await users.authenticate('robot', 'pass:word');
  equal(user.active, false);
  for (const permission of permissions) equal(users.may(user, permission), false);
});

test('a superuser may everything, others what was granted', async () => {
  const root = await users.create({ ...robot, name: 'root', superuser: true, may: [] });
  const signer = await users.create({ ...robot, may: ['certificate.sign', 'certificate.sign'] });
  deepEqual(signer.permissions, ['certificate.sign']);
  for (const permission of permissions) {
    equal(users.may(root, permission), true);
    equal(users.may(signer, permission), permission === 'certificate.sign');
  }
});

test('an update changes what is given and nothing else', async () => {
  await users.create({ ...robot, name: 'root', superuser: true });
  const user = await users.create({ ...robot, email: 'a@b', may: ['authority.view'] });
  clock.advance(1000);
  const changed = await users.update(user, { may: ['certificate.view'], superuser: true });
  deepEqual(changed, {
    ...user,
    superuser: true,
    permissions: ['certificate.view'],
    grants: [{ permission: 'certificate.view', authorityId: null }],
    updated: new Date(start + 1000),
  });
  deepEqual(await users.get(user), changed);
  equal((await users.update({ name: 'robot' }, { active: false })).active, false);
  equal((await users.update(user, { email: '' })).email, '');
  deepEqual((await users.update(user, { may: [] })).permissions, []);
  await users.authenticate('robot', 'pass:word');
  await rejects(users.update({ id: 99 }, { active: false }), { code: 'not_found' });
  await rejects(users.update(user, { password: '' }), { code: 'bad_request' });
});

test('a new password holds at once, and the old one not for a moment longer', async () => {
  const user = await users.create(robot);
  await users.authenticate('robot', 'pass:word');
  await users.update(user, { password: 'another' });
  await rejects(users.authenticate('robot', 'pass:word'), { code: 'unauthorized' });
  await users.authenticate('robot', 'another');
});

test('a deactivation holds from the next request on, remembered password or not', async () => {
  const user = await users.create(robot);
  await users.authenticate('robot', 'pass:word');
  await users.update(user, { active: false });
  equal((await users.authenticate('robot', 'pass:word')).active, false);
});

test('a hash of another cost is made anew by the next login that is right', async () => {
  const user = await users.create(robot);
  const before = await hashOf(user);
  const dearer = openUsers({ memoryKiB: 16, passes: 1 });
  await rejects(dearer.authenticate('robot', 'wrong'), { code: 'unauthorized' });
  equal(await hashOf(user), before);
  deepEqual(await dearer.authenticate('robot', 'pass:word'), user);
  const after = await hashOf(user);
  ok(after.startsWith('$argon2id$v=19$m=16,t=1,p=1$'), after);
  await dearer.authenticate('robot', 'pass:word');
  equal(await hashOf(user), after);
  clock.advance(minute);
  notEqual(await users.authenticate('robot', 'pass:word'), undefined);
});

test('acts are told after commit and on record with who did them, without any secret', async () => {
  const user = await users.create({
    ...robot,
    email: 'a@b',
    may: ['certificate.sign'],
    actor: 'root',
  });
  await users.update(user, { password: 'hunter2', email: 'c@d', active: false, actor: 'root' });
  await users.update(user, { may: [] });
  await users.authenticate('robot', 'hunter2');
  await events.idle();
  deepEqual(told, [
    {
      type: 'user.created',
      actor: 'root',
      userId: 1,
      name: 'robot',
      active: true,
      superuser: false,
      may: ['certificate.sign'],
      groups: [],
    },
    {
      type: 'user.updated',
      actor: 'root',
      userId: 1,
      name: 'robot',
      changed: ['password', 'email', 'active'],
      active: false,
    },
    {
      type: 'user.updated',
      actor: 'library',
      userId: 1,
      name: 'robot',
      changed: ['may'],
      may: [],
    },
  ]);
  const trail = JSON.stringify(
    await db.reader<{ event: object }>().selectFrom('event').selectAll().execute(),
  );
  for (const secret of ['pass:word', 'hunter2', 'argon2', 'a@b', 'c@d'])
    ok(!trail.includes(secret), secret);
});

test('an act whose event cannot be recorded did not happen', async () => {
  const silent = createUsers({
    db,
    clock,
    events: { record: () => Promise.reject(new CaError('internal', 'no record')) },
    passwordCost: cheap,
  });
  await rejects(silent.create(robot), { code: 'internal' });
  equal(await users.count(), 0);
  const user = await users.create(robot);
  await rejects(silent.update(user, { active: false, may: [] }), { code: 'internal' });
  deepEqual(await users.get(user), user);
});

test('no password is in a table in clear, and no record of a user holds a hash', async () => {
  const user = await users.create(robot);
  const stored = await hashOf(user);
  ok(stored.startsWith('$argon2id$'));
  const shown = inspect([user, await users.list(), users], { depth: 9, showHidden: true });
  ok(!shown.includes(stored) && !shown.includes('pass:word'));
});
