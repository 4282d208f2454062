import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { CaError } from '#base';
import { createUsers } from './index.ts';
import { testUsers } from './room.test.ts';

test('members hold what the group may, at every authority or at one, until it says otherwise', async () => {
  await using room = await testUsers();
  const { users } = room;
  await users.groups.create({
    name: 'signers',
    may: ['authority.view', { permission: 'certificate.sign', authorityId: 7 }],
  });
  const ann = await users.create({ ...room.ann, may: [], groups: ['signers'] });
  deepEqual([ann.permissions, ann.scoped, ann.groups], [[], [], ['signers']]);
  equal(users.may(ann, 'authority.view'), true);
  equal(users.may(ann, 'certificate.sign', { id: 7 }), true);
  equal(users.may(ann, 'certificate.sign', { id: 8 }), false);
  deepEqual((await users.groups.get({ name: 'signers' })).members, ['ann']);

  await users.groups.update({ name: 'signers' }, { may: ['certificate.view'] });
  const later = await users.get(ann);
  equal(users.may(later, 'certificate.view'), true);
  equal(users.may(later, 'certificate.sign', 'somewhere'), false);

  await users.groups.delete({ name: 'signers' });
  deepEqual((await users.get(ann)).grants, []);
  deepEqual((await users.get(ann)).groups, []);
  deepEqual(await room.told(), ['group.created', 'user.created', 'group.updated', 'group.deleted']);
});

test('memberships are replaced as a whole, and what a user holds alone stays apart', async () => {
  await using room = await testUsers();
  const { users } = room;
  for (const name of ['b', 'a']) await users.groups.create({ name, may: ['certificate.view'] });
  await users.create({ ...room.ann, may: ['certificate.sign'], groups: ['b', 'a', 'a'] });
  deepEqual((await users.get({ name: 'ann' })).groups, ['a', 'b']);
  const moved = await users.update({ name: 'ann' }, { groups: ['b'] });
  deepEqual([moved.groups, moved.permissions], [['b'], ['certificate.sign']]);
  deepEqual(
    (await users.groups.list()).map(({ name, members }) => [name, members]),
    [
      ['a', []],
      ['b', ['ann']],
    ],
  );
});

test('what cannot be leaves everything as it was', async () => {
  await using room = await testUsers();
  const { users } = room;
  await users.groups.create({ name: 'signers', may: [] });
  await rejects(users.groups.create({ name: 'signers', may: [] }), { code: 'already_exists' });
  for (const name of ['', ' ', 'a\nb', 'x'.repeat(81)])
    await rejects(users.groups.create({ name, may: [] }), { code: 'bad_request' });
  await rejects(users.groups.get({ name: 'nobody' }), { code: 'not_found' });
  await rejects(users.groups.delete({ id: 9 }), { code: 'not_found' });
  await rejects(users.create({ ...room.ann, groups: ['nobody'] }), { code: 'not_found' });
  equal(await users.count(), 0);
});

test('the last active superuser stays one', async () => {
  await using room = await testUsers();
  const { users } = room;
  const first = await users.create({ ...room.ann, superuser: true });
  for (const changes of [{ active: false }, { superuser: false }]) {
    await rejects(users.update(first, changes), { code: 'refused' });
    deepEqual(await users.get(first), first);
  }
  const sleeping = { ...room.ann, name: 'sleeping', superuser: true, active: false };
  await users.create(sleeping);
  await rejects(users.update(first, { active: false }), { code: 'refused' });
  await users.update({ name: 'sleeping' }, { active: true });
  equal((await users.update(first, { active: false })).active, false);
  await users.create({ ...room.ann, name: 'clerk' });
  equal((await users.update({ name: 'clerk' }, { active: false })).active, false);
});

test('an act on groups and tokens whose event cannot be recorded did not happen', async () => {
  await using room = await testUsers();
  const { users, db, clock } = room;
  const events = { record: () => Promise.reject(new CaError('internal', 'no record')) };
  const silent = createUsers({ db, clock, events, passwordCost: { memoryKiB: 8, passes: 1 } });
  await users.groups.create({ name: 'old', may: ['certificate.view'] });
  const ann = await users.create({ ...room.ann, groups: ['old'] });
  const { record, token } = await users.tokens.create(ann, { name: 'old' });
  const before = [await users.get(ann), await users.groups.list()];
  const acts = [
    silent.groups.create({ name: 'new', may: [] }),
    silent.groups.update({ name: 'old' }, { may: [] }),
    silent.groups.delete({ name: 'old' }),
    silent.tokens.create(ann, { name: 'new' }),
    silent.tokens.revoke(record),
    silent.update(ann, { groups: [], may: [] }),
  ];
  for (const act of acts) await rejects(act, { code: 'internal' });
  deepEqual([await users.get(ann), await users.groups.list()], before);
  deepEqual(await users.tokens.list(), [record]);
  deepEqual(await users.tokens.authenticate(token), ann);
});
