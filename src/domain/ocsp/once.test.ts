/* However many want a new responder at once, in however many processes, one is made. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { openApp, type App } from '#app';
import { day, fixedClock, isCaError, minute } from '#base';
import { files, type KeyBackend } from '#keys';
import { temporaryDirectory } from '#oracles';
import { name } from '#x509';
import { appDatabase, noon } from '../../../test/app.ts';

/** A backend all of whose users wait at one step until it is let go. */
function gated(directory: string, step: 'create' | 'keep') {
  const backend = files({ directory });
  const gate = Promise.withResolvers<void>();
  const waiting = { count: 0 };
  const wait = async (): Promise<void> => {
    waiting.count++;
    await gate.promise;
  };
  const keys: KeyBackend = {
    ...backend,
    create: async (...act) => {
      if (step === 'create') await wait();
      return backend.create(...act);
    },
    keep: async (key) => {
      if (step === 'keep') await wait();
      await backend.keep?.(key);
    },
  };
  return { keys, waiting, letGo: () => gate.resolve() };
}

const clock = fixedClock(noon);

/** A database that several processes can open. */
async function appDatabaseOn(directory: string): Promise<string> {
  const url = await appDatabase();
  return url === 'sqlite::memory:' ? `sqlite:${directory}/ca.db` : url;
}

/** Makes an authority with a responder that is to be replaced. */
async function fill(database: string, keys: string): Promise<number> {
  await using app = await open(database, files({ directory: keys }));
  const { id } = await app.authorities.create({ name: 'i', subject: name('CN=Issuing') });
  await app.ocsp.renewResponder(await app.authorities.get({ id }));
  clock.advance(2 * day);
  return id;
}

const open = (database: string, backend: KeyBackend): Promise<App> =>
  openApp({ database, keys: { default: backend }, clock, jobs: 'hold', ocsp: 'hold' });

async function created(app: App): Promise<number> {
  return (await app.events.list({ type: 'responder.created', limit: 100 })).length;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** How each renewal ended: `made`, `nothing`, or the code of what it threw. */
async function ends(renewals: readonly Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(renewals);
  return settled
    .map((each) => {
      if (each.status === 'fulfilled') return each.value ? 'made' : 'nothing';
      return isCaError(each.reason) ? each.reason.code : String(each.reason);
    })
    .toSorted();
}

test('of two processes that make a key at the same moment, one makes a responder of it', async () => {
  using directory = temporaryDirectory();
  const [database, keys] = [await appDatabaseOn(directory.path), `${directory.path}/keys`];
  const id = await fill(database, keys);
  const gate = gated(keys, 'create');
  await using one = await open(database, gate.keys);
  await using two = await open(database, gate.keys);
  const renewals = [one, two].map(async (app) =>
    app.ocsp.renewResponder(await app.authorities.get({ id })),
  );
  await until(() => gate.waiting.count === 2);
  gate.letGo();
  const [first = '', second = ''] = await ends(renewals);
  assert.ok(['busy made', 'made nothing'].includes(`${first} ${second}`), `${first} ${second}`);
  assert.equal(await created(one), 2);
  assert.equal(readdirSync(keys).length, 3, 'of the authority, the old responder, the new');
});

test('while one is being made, whoever else wants one is told to wait, also who insists', async () => {
  using directory = temporaryDirectory();
  const [database, keys] = [await appDatabaseOn(directory.path), `${directory.path}/keys`];
  const id = await fill(database, keys);
  const gate = gated(keys, 'keep');
  await using slow = await open(database, gate.keys);
  await using other = await open(database, files({ directory: keys }));
  const authority = await other.authorities.get({ id });
  const renewal = slow.ocsp.renewResponder(authority);
  await until(() => gate.waiting.count === 1);
  const present = readdirSync(keys);
  for (const force of [false, true])
    assert.deepEqual(await ends([other.ocsp.renewResponder(authority, { force })]), ['busy']);
  assert.deepEqual(readdirSync(keys), present, 'no key was made for nothing');
  gate.letGo();
  assert.deepEqual(await ends([renewal]), ['made']);
  assert.equal(await other.ocsp.renewResponder(authority), undefined);
});

test('who takes longer than a minute loses to the one who came after, and leaves no key', async () => {
  using directory = temporaryDirectory();
  const [database, keys] = [await appDatabaseOn(directory.path), `${directory.path}/keys`];
  const id = await fill(database, keys);
  const gate = gated(keys, 'keep');
  await using slow = await open(database, gate.keys);
  await using other = await open(database, files({ directory: keys }));
  const authority = await other.authorities.get({ id });
  const renewal = slow.ocsp.renewResponder(authority);
  await until(() => gate.waiting.count === 1);
  clock.advance(minute);
  assert.deepEqual(await ends([other.ocsp.renewResponder(authority)]), ['made']);
  gate.letGo();
  assert.deepEqual(await ends([renewal]), ['busy']);
  assert.equal(await created(other), 2);
  assert.equal(readdirSync(keys).length, 3, 'of the authority, the old responder, the new');
});
