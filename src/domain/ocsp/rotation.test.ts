/* D5: at whatever moment a process dies while it replaces a responder, what is told is one truth, signed by one who may. */
import assert from 'node:assert/strict';
import { cpSync, readdirSync, utimesSync } from 'node:fs';
import { test } from 'node:test';
import { openApp, type App } from '#app';
import type { Authority } from '#authorities';
import { day, fixedClock, minute } from '#base';
import type { IssuedCertificate } from '#certificates';
import { files, type KeyBackend } from '#keys';
import { temporaryDirectory } from '#oracles';
import { name } from '#x509';
import { noon } from '../../../test/app.ts';
import { askAbout, issue } from '../../../test/ocsp.ts';

/** A key backend whose process stands still for ever at its step number `last`: to everybody else it is dead. */
function mortal(backend: KeyBackend, last: number) {
  const { promise: dead, resolve } = Promise.withResolvers<'dead'>();
  let steps = 0;
  const live = async (): Promise<void> => {
    if (++steps !== last) return;
    resolve('dead');
    await new Promise(() => {});
  };
  const step = async <T>(act: () => Promise<T>): Promise<T> => {
    await live();
    const done = await act();
    await live();
    return done;
  };
  const keys: KeyBackend = {
    ...backend,
    create: (...act) => step(() => backend.create(...act)),
    keep: (...act) => step(async () => backend.keep?.(...act)),
    sign: (...act) => step(() => backend.sign(...act)),
  };
  return { dead, keys };
}

const clock = fixedClock(noon);
const open = (directory: string, backend = files({ directory: `${directory}/keys` })) =>
  openApp({
    database: `sqlite:${directory}/ca.db`,
    keys: { default: backend },
    clock,
    jobs: 'hold',
    ocsp: 'hold',
  });

test('a process that dies while it replaces a responder leaves the old one, or the new one', async () => {
  using template = temporaryDirectory();
  const certificates = await fill(template.path);
  clock.advance(2 * day);
  let last = 0;
  let ends: 'dead' | 'done';
  do {
    using directory = temporaryDirectory();
    cpSync(template.path, directory.path, { recursive: true });
    ends = await dieAt(++last, directory.path, certificates);
    assert.ok(last < 30, 'it ends at last');
  } while (ends === 'dead');
  assert.ok(last > 6, 'it died on the way');
});

interface Certificates {
  readonly issuing: Authority;
  readonly good: IssuedCertificate;
  readonly bad: IssuedCertificate;
}

/** An authority, its responder, a certificate that is good and one that is revoked. */
async function fill(directory: string): Promise<Certificates> {
  await using app = await open(directory);
  const issuing = await app.authorities.create({ name: 'i', subject: name('CN=Issuing') });
  await app.ocsp.renewResponder(issuing);
  const [good, bad] = [await issue({ ...app, issuing }), await issue({ ...app, issuing })];
  return { issuing, good, bad: await app.certificates.revoke(bad) };
}

/** Lets a process die at one step of its renewal, and looks what another one says then, and after it has cleared up. */
async function dieAt(
  last: number,
  directory: string,
  certificates: Certificates,
): Promise<'dead' | 'done'> {
  const keys = `${directory}/keys`;
  const machine = mortal(files({ directory: keys }), last);
  await using victim = await open(directory, machine.keys);
  const renewal = victim.ocsp.renewResponder(certificates.issuing).then(() => 'done' as const);
  const ends = await Promise.race([renewal, machine.dead]);
  await using other = await open(directory);
  await checkTruth(other, certificates);
  for (const file of readdirSync(keys)) utimesSync(`${keys}/${file}`, 1, 1);
  clock.advance(11 * minute);
  await other.authorities.recover();
  await other.db.transaction((trx) => other.jobs.book(trx, 'ocsp.sweep', {}));
  await other.jobs.idle();
  await checkTruth(other, certificates);
  assert.deepEqual((await other.ocsp.freshness()).stale, []);
  assert.equal(readdirSync(keys).length, 3, 'of the authority, the old responder, the new');
  return ends;
}

async function checkTruth(app: App, { issuing, good, bad }: Certificates): Promise<void> {
  assert.equal((await askAbout(app, issuing, good.serial)).says, 'good');
  assert.equal((await askAbout(app, issuing, bad.serial)).says, 'revoked unspecified');
}
