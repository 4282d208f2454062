import { migrations, openApp, type App, type AppOptions } from '#app';
import { fixedClock, type FixedClock } from '#base';
import { openDatabase } from '#db';
import { files } from '#keys';
import { temporaryDirectory, testDatabase } from '#oracles';
import { name } from '#x509';
import type { Authority } from '#authorities';

/** A whole CA in memory (its keys in a directory that goes with it) under a clock that stands still. */
export interface TestApp extends App {
  readonly clock: FixedClock;
  /** A root (P-384) and the authority below it (P-256) that issues. */
  readonly root: Authority;
  readonly issuing: Authority;
}

/** The moment at which the clock of a {@link testApp} stands: 2026-11-21T12:00:30Z. */
export const noon: number = Date.UTC(2026, 10, 21, 12, 0, 30);

/** The address of a database that has all tables and no rows. */
export function appDatabase(): Promise<string> {
  return testDatabase(async (url) => (await openDatabase({ url, migrations })).close());
}

/** Opens a CA with a root and an issuing authority, both shown by the API. Close it with `await using`. */
export async function testApp(options: Partial<AppOptions> = {}): Promise<TestApp> {
  const directory = temporaryDirectory();
  const clock = fixedClock(noon);
  const app = await openApp({
    database: await appDatabase(),
    keys: { default: files({ directory: `${directory.path}/keys` }) },
    clock,
    ocsp: 'hold',
    ...options,
  });
  const root = await app.authorities.create({
    name: 'root',
    subject: name('CN=Test Root'),
    apiEnabled: true,
  });
  const issuing = await app.authorities.create({
    name: 'issuing',
    subject: name('CN=Test Issuing'),
    parent: root,
    apiEnabled: true,
  });
  return {
    ...app,
    clock,
    root,
    issuing,
    [Symbol.asyncDispose]: async () => {
      await app.close();
      directory[Symbol.dispose]();
    },
  };
}
