import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from '#base';
import { files } from '#keys';
import { openApp, type App } from '#app';
import { temporaryDirectory } from '#oracles';
import { findExtension, formatName, name, parsePublicKey } from '#x509';
import { appDatabase } from '../../test/app.ts';
import { completeFirstStart } from './first-start.ts';

async function emptyApp(directory: string): Promise<App> {
  return openApp({
    database: await appDatabase(),
    keys: { default: files({ directory }) },
    jobs: 'hold',
  });
}

test('a first start makes a root, an authority below it, and an administrator', async () => {
  using directory = temporaryDirectory();
  await using app = await emptyApp(`${directory.path}/keys`);
  const { root, issuing, admin } = await completeFirstStart(app);
  assert.ok(root && issuing && admin?.password);
  assert.deepEqual(
    [root.name, formatName(root.subject), root.apiEnabled],
    ['root', 'CN=Certwright Root CA', true],
  );
  assert.deepEqual(
    [issuing.parentId, formatName(issuing.subject), issuing.apiEnabled],
    [root.id, 'CN=Certwright Issuing CA', true],
  );
  assert.deepEqual(parsePublicKey(root.certificate.spki).spec, { type: 'ec', curve: 'P-384' });
  assert.deepEqual(parsePublicKey(issuing.certificate.spki).spec, { type: 'ec', curve: 'P-256' });
  assert.equal(
    findExtension(issuing.certificate.extensions, 'basic_constraints')?.value.path_length,
    0,
  );
  const years = (authority: { notBefore: Date; notAfter: Date }): number =>
    Math.round((authority.notAfter.getTime() - authority.notBefore.getTime()) / 365 / 86_400_000);
  assert.deepEqual([years(root), years(issuing)], [10, 5]);
  const user = await app.users.authenticate('admin', admin.password);
  assert.ok(user.superuser);
});

test('a later start makes nothing and knows no password', async () => {
  using directory = temporaryDirectory();
  await using app = await emptyApp(`${directory.path}/keys`);
  const first = await completeFirstStart(app, new Secret('given'));
  assert.deepEqual(first.admin, { name: 'admin', password: undefined });
  assert.deepEqual(await completeFirstStart(app), {});
  assert.equal((await app.authorities.list()).length, 2);
  await app.users.authenticate('admin', 'given');
});

test('a start that was cut short after any piece is completed by the next one', async () => {
  using directory = temporaryDirectory();
  for (const pieces of [1, 2, 3]) {
    await using app = await emptyApp(`${directory.path}/keys${pieces}`);
    await assert.rejects(completeFirstStart(endingAfter(app, pieces - 1)), /the power is gone/);
    const { root, issuing, admin } = await completeFirstStart(app);
    assert.deepEqual(
      [root !== undefined, issuing !== undefined, admin !== undefined],
      [pieces === 1, pieces <= 2, true],
    );
    const names = (await app.authorities.list()).map((authority) => authority.name);
    assert.deepEqual(names, ['root', 'issuing']);
    assert.equal(await app.users.count(), 1);
  }
});

test('what an operator has made is left alone', async () => {
  using directory = temporaryDirectory();
  await using app = await emptyApp(`${directory.path}/keys`);
  await app.authorities.create({ name: 'root', subject: name('CN=Our Own Root') });
  await app.users.create({ name: 'alice', password: 'x' });
  assert.deepEqual(await completeFirstStart(app), {});
  assert.equal((await app.authorities.list()).length, 1);
});

/** The same rooms, until so many things have been made with them. */
function endingAfter(app: App, pieces: number): Pick<App, 'authorities' | 'users'> {
  let made = 0;
  const counted = <Argument, Result>(make: (argument: Argument) => Promise<Result>) => {
    return (argument: Argument): Promise<Result> => {
      if (made++ < pieces) return make(argument);
      return Promise.reject(new Error('the power is gone'));
    };
  };
  return {
    authorities: { ...app.authorities, create: counted((each) => app.authorities.create(each)) },
    users: { ...app.users, create: counted((each) => app.users.create(each)) },
  };
}
