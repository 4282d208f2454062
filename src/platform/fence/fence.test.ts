/* I13: after a restore nothing is signed until an operator has confirmed it. */
import assert from 'node:assert/strict';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { openApp, type App } from '#app';
import { fixedClock, isCaError, minute } from '#base';
import { backupDatabase, openDatabase } from '#db';
import { createEvents, migrations as trailTables, type Events } from '#events';
import { files } from '#keys';
import { temporaryDirectory, testDatabase, type TemporaryDirectory } from '#oracles';
import { name } from '#x509';
import { noon } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';
import { requestAbout } from '../../../test/ocsp.ts';
import { createFence, markRestored, migrations, type Fence } from './index.ts';

const { pem: csr } = await makeCsr();
/** OCSPResponse with the status tryLater and nothing signed (RFC 6960 §4.2.1). */
const tryLater = '30030a0103';
const trailAndFence = [...trailTables, ...migrations];
const unconfirmed = (error: unknown): boolean => isCaError(error, 'restore_unconfirmed');

/** A data directory: what stands in it, and processes over it. */
function house(): {
  open(witness?: string): Promise<App>;
  readonly clock: ReturnType<typeof fixedClock>;
  readonly place: TemporaryDirectory;
} & Disposable {
  const place = temporaryDirectory();
  const clock = fixedClock(noon);
  const open = (witness = 'witness'): Promise<App> =>
    openApp({
      database: `${place.path}/ca.db`,
      keys: { default: files({ directory: `${place.path}/keys` }) },
      witness: `${place.path}/${witness}`,
      clock,
      jobs: 'hold',
      ocsp: 'hold',
    });
  return { open, clock, place, [Symbol.dispose]: () => place[Symbol.dispose]() };
}

/** Replaces the database by what it was at an earlier moment. */
function goBack({ place }: { readonly place: TemporaryDirectory }): void {
  for (const part of ['', '-wal', '-shm']) rmSync(`${place.path}/ca.db${part}`, { force: true });
  copyFileSync(`${place.path}/backup.db`, `${place.path}/ca.db`);
}

/** An authority, a backup, and a certificate that the backup does not know. */
async function withBackup(home: ReturnType<typeof house>): Promise<void> {
  await using app = await home.open();
  const ca = await app.authorities.create({ name: 'ca', subject: name('CN=ca') });
  await app.ocsp.renewResponder(ca);
  backupDatabase(`sqlite:${home.place.path}/ca.db`, `${home.place.path}/backup.db`);
  home.clock.advance(minute);
  const issued = await app.certificates.issue(ca, { csr, subject: name('CN=lost') });
  await app.certificates.revoke(issued, { reason: 'keyCompromise' });
}

/** Every road to a private key. */
const roads: Readonly<Record<string, (app: App) => Promise<unknown>>> = {
  'a certificate': async (app) =>
    app.certificates.issue(await app.authorities.get({ name: 'ca' }), {
      csr,
      subject: name('CN=x'),
    }),
  'an authority': (app) => app.authorities.create({ name: 'new', subject: name('CN=new') }),
  'a request for another house': (app) =>
    app.authorities.request({ name: 'asked', subject: name('CN=asked') }),
  'its certificate anew': (app) => app.authorities.renew({ name: 'ca' }),
  'a revocation list': async (app) => app.crl.generate(await app.authorities.get({ name: 'ca' })),
  'an OCSP responder': async (app) =>
    app.ocsp.renewResponder(await app.authorities.get({ name: 'ca' }), { force: true }),
};

describe('I13: a database that went back', () => {
  test('signs nothing on any road until it is confirmed, then everything', async () => {
    using home = house();
    await withBackup(home);
    goBack(home);
    home.clock.advance(minute);
    await using app = await home.open();
    assert.equal(app.fence.isOpen(), false);
    for (const [road, walk] of Object.entries(roads))
      await assert.rejects(walk(app), unconfirmed, road);
    const ca = await app.authorities.get({ name: 'ca' });
    const question = requestAbout(ca, '40AA', { nonce: new Uint8Array(16) });
    const { der } = await app.ocsp.answer(ca.serial, question);
    assert.equal(Buffer.from(der).toString('hex'), tryLater, 'an OCSP answer');
    home.clock.advance(minute);
    const lost = app.fence.missing()?.id;
    await app.fence.confirm({ actor: 'me' });
    const [told] = await app.events.list({ type: 'database.confirmed', limit: 1 });
    assert.deepEqual(told?.payload, { actor: 'me', lost });
    for (const walk of Object.values(roads)) await walk(app);
    await app.fence.confirm({ actor: 'me again' });
    assert.equal((await app.events.list({ type: 'database.confirmed', limit: 9 })).length, 1);
  });

  test('stays closed for the next process, also for one that never saw more', async () => {
    using home = house();
    await withBackup(home);
    goBack(home);
    await (await home.open()).close();
    await using other = await home.open('elsewhere');
    assert.equal(other.fence.isOpen(), false);
  });

  test('is open for all once one of them confirmed, and stays so', async () => {
    using home = house();
    await withBackup(home);
    goBack(home);
    await using waiting = await home.open();
    home.clock.advance(minute);
    await using other = await home.open('elsewhere');
    await other.fence.confirm({ actor: 'me' });
    while (!waiting.fence.isOpen()) await new Promise((resolve) => setTimeout(resolve, 20));
    await (await home.open()).close();
    await using later = await home.open();
    assert.ok(later.fence.isOpen());
  });

  test('stays confirmed by a process that was just looking', async () => {
    using place = temporaryDirectory();
    const db = await openDatabase({ url: await testDatabase(), migrations: trailAndFence });
    const clock = fixedClock(noon);
    const events = createEvents({ db, clock, report: () => undefined });
    place.write('witness', `7 ${'ab'.repeat(32)} ${noon}\n`);
    clock.advance(minute);
    const fence = (trail = events): ReturnType<typeof createFence> => {
      const path = `${place.path}/witness`;
      return createFence({ db, clock, events: trail, report: assert.ifError, path });
    };
    const operator = fence();
    await operator.start();
    assert.equal(operator.isOpen(), false);
    const looking = fence({
      ...events,
      list: async (query) => {
        const found = await events.list(query);
        await operator.confirm({ actor: 'me' });
        return found;
      },
    });
    await looking.start();
    const later = fence();
    await later.start();
    assert.ok(later.isOpen());
    for (const each of [operator, looking, later]) await each.stop();
    await db.close();
  });

  test('is noticed a second time, though the first was confirmed', async () => {
    using home = house();
    await withBackup(home);
    for (const _ of [1, 2]) {
      goBack(home);
      home.clock.advance(minute);
      await using app = await home.open();
      assert.equal(app.fence.isOpen(), false);
      await app.fence.confirm({ actor: 'me' });
      await app.users.create({ name: 'robot', password: 'a password' });
    }
  });

  test('numbers of its revocation lists go on above those that were given out', async () => {
    using home = house();
    await withBackup(home);
    const first = await published(home);
    goBack(home);
    home.clock.advance(minute);
    assert.ok((await published(home)) > first);
  });
});

describe('I13: a server that was lost and is back', () => {
  /** A database of which two processes have a fence each; `lose` tells both that the server was away. */
  async function twoProcesses(): Promise<
    {
      readonly fences: readonly [Fence, Fence];
      /** Commits an entry that only the first process has seen, and loses it. */
      loseLast(): Promise<void>;
      lose(): void;
    } & AsyncDisposable
  > {
    const db = await openDatabase({ url: await testDatabase(), migrations: trailAndFence });
    const common = { clock: fixedClock(noon), report: assert.ifError };
    const lost: (() => void)[] = [];
    const heard = { ...db, whenLost: (hear: () => void) => void lost.push(hear) };
    const [first, second] = [createEvents({ db, ...common }), createEvents({ db, ...common })];
    const fence = (events: Events): Fence =>
      createFence({ db: heard, events, pollMs: 20, ...common });
    const fences = [fence(first), fence(second)] as const;
    for (const each of fences) await each.start();
    return {
      fences,
      lose: () => lost.forEach((hear) => hear()),
      loseLast: async () => {
        await db.transaction<{ event: object }, unknown>(async (trx) => {
          await first.record(trx, 'database.confirmed', { actor: 'me' });
          await trx.deleteFrom('event').execute();
        });
      },
      [Symbol.asyncDispose]: async () => {
        for (const each of fences) await each.stop();
        await db.close();
      },
    };
  }

  test('is doubted at once, and opens by itself where nobody misses anything', async () => {
    await using house = await twoProcesses();
    house.lose();
    for (const { isOpen, requireOpen } of house.fences) {
      assert.equal(isOpen(), false);
      assert.throws(requireOpen, (error) => isCaError(error, 'busy'));
    }
    for (const { isOpen } of house.fences) while (!isOpen()) await wait(5);
  });

  test('is doubted for so long that whoever misses something closes it for all', async () => {
    await using house = await twoProcesses();
    await house.loseLast();
    house.lose();
    const [, unaware] = house.fences;
    while (!throwsUnconfirmed(unaware)) assert.equal(await laterOpen(unaware), false);
    await wait(200);
    assert.equal(unaware.isOpen(), false);
  });
});

/** Whether it is open some milliseconds later. */
async function laterOpen({ isOpen }: Fence): Promise<boolean> {
  await wait(5);
  return isOpen();
}

function throwsUnconfirmed({ requireOpen }: Fence): boolean {
  try {
    requireOpen();
    return false;
  } catch (error) {
    return unconfirmed(error);
  }
}

/** The number of a revocation list that is made now. */
async function published(home: ReturnType<typeof house>): Promise<number> {
  await using app = await home.open();
  await app.fence.confirm({ actor: 'me' });
  await roads['a revocation list']?.(app);
  const [told] = await app.events.list({ type: 'crl.published', limit: 1 });
  return Number(told?.payload['number']);
}

test('a restart, a kill and a command beside it close nothing', async () => {
  using home = house();
  await withBackup(home);
  await using app = await home.open();
  await using beside = await home.open();
  await beside.users.create({ name: 'robot', password: 'a password' });
  assert.ok(app.fence.isOpen() && beside.fence.isOpen());
  for (const walk of Object.values(roads)) await walk(app);
});

test('a database that says itself that it was restored signs nothing', async () => {
  using home = house();
  await using app = await home.open();
  await markRestored(app.db, home.clock);
  await using next = await home.open();
  await assert.rejects(
    next.authorities.create({ name: 'new', subject: name('CN=new') }),
    unconfirmed,
  );
});

test('a damaged witness is not taken for none', async () => {
  using home = house();
  await withBackup(home);
  writeFileSync(`${home.place.path}/witness`, '12 abc');
  await assert.rejects(home.open(), (error) => isCaError(error, 'bad_data_directory'));
});

test('jobs wait while the fence is closed, and are done after it', async () => {
  using home = house();
  await using app = await home.open();
  const ca = await app.authorities.create({ name: 'ca', subject: name('CN=ca') });
  const user = await app.users.create({ name: 'robot', password: 'a password' });
  await markRestored(app.db, home.clock);
  home.clock.advance(minute);
  await using next = await home.open();
  const asked = { csr, subject: name('CN=x') };
  const order = await next.certificates.order(ca, asked, user);
  const look = { authority: ca, slug: order.slug, userId: user.id };
  await next.jobs.idle();
  assert.equal((await next.certificates.getOrder(look)).status, 'pending');
  await next.fence.confirm({ actor: 'me' });
  await next.jobs.idle();
  assert.equal((await next.certificates.getOrder(look)).status, 'issued');
});
