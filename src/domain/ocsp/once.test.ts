/* However many want a new responder at once, in however many processes, one is made. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { openApp, type App } from '#app';
import type { Authority } from '#authorities';
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

/** Two processes on one database, whose authority wants a new responder. */
interface Two extends AsyncDisposable {
  readonly one: App;
  readonly two: App;
  /** As the second one sees it. */
  readonly authority: Authority;
  readonly gate: ReturnType<typeof gated>;
  /** Names of all keys there are. */
  keys(): readonly string[];
}

/** The first process waits at `step` for as long as the gate is shut, and the second where it has `twoGates`. */
async function openTwo(step: 'create' | 'keep', twoGates = false): Promise<Two> {
  await using opened = new AsyncDisposableStack();
  const directory = temporaryDirectory();
  opened.defer(() => directory[Symbol.dispose]());
  const [database, keys] = [await appDatabaseOn(directory.path), `${directory.path}/keys`];
  const id = await fill(database, keys);
  const gate = gated(keys, step);
  const one = opened.use(await open(database, gate.keys));
  const two = opened.use(await open(database, twoGates ? gate.keys : files({ directory: keys })));
  const authority = await two.authorities.get({ id });
  const rest = opened.move();
  const close = (): Promise<void> => rest.disposeAsync();
  return { one, two, authority, gate, keys: () => readdirSync(keys), [Symbol.asyncDispose]: close };
}

test('of two processes that make a key at the same moment, one makes a responder of it', async () => {
  await using both = await openTwo('create', true);
  const { one, two, authority, gate } = both;
  const renewals = [one, two].map((app) => app.ocsp.renewResponder(authority));
  await until(() => gate.waiting.count === 2);
  gate.letGo();
  const [first = '', second = ''] = await ends(renewals);
  assert.ok(['busy made', 'made nothing'].includes(`${first} ${second}`), `${first} ${second}`);
  assert.equal(await created(one), 2);
  assert.equal(both.keys().length, 3, 'of the authority, the old responder, the new');
});

test('while one is being made, whoever else wants one is told to wait, also who insists', async () => {
  await using both = await openTwo('keep');
  const { one, two, authority, gate } = both;
  const renewal = one.ocsp.renewResponder(authority);
  await until(() => gate.waiting.count === 1);
  const present = both.keys();
  for (const force of [false, true])
    assert.deepEqual(await ends([two.ocsp.renewResponder(authority, { force })]), ['busy']);
  assert.deepEqual(both.keys(), present, 'no key was made for nothing');
  gate.letGo();
  assert.deepEqual(await ends([renewal]), ['made']);
  assert.equal(await two.ocsp.renewResponder(authority), undefined);
});

test('who takes longer than a minute loses to the one who came after, and leaves no key', async () => {
  await using both = await openTwo('keep');
  const { one, two, authority, gate } = both;
  const renewal = one.ocsp.renewResponder(authority);
  await until(() => gate.waiting.count === 1);
  clock.advance(minute);
  assert.deepEqual(await ends([two.ocsp.renewResponder(authority)]), ['made']);
  gate.letGo();
  assert.deepEqual(await ends([renewal]), ['busy']);
  assert.equal(await created(two), 2);
  assert.equal(both.keys().length, 3, 'of the authority, the old responder, the new');
});
