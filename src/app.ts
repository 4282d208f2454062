import { join } from 'node:path';
import { createAcme, migrations as acmeTables, type Acme } from '#acme';
import { createAuthorities, migrations as authorityTables, type Authorities } from '#authorities';
import { CaError, day, isCaError, systemClock, type Clock } from '#base';
import type { Config } from '#config';
import {
  createCertificates,
  migrations as certificateTables,
  type Certificates,
} from '#certificates';
import { openDatabase, type Database } from '#db';
import { createEvents, migrations as eventTables, type Events } from '#events';
import { createJobs, migrations as jobTables, type Jobs } from '#jobs';
import { createKeys, files, type KeyBackend, type Keys } from '#keys';
import { createOcsp, migrations as ocspTables, type Ocsp } from '#ocsp';
import { createProfiles, type Profiles, type ProfilesOptions } from '#profiles';
import { createUsers, migrations as userTables, type Users } from '#users';

/** What a CA is made from. */
export interface AppOptions extends Partial<ProfilesOptions> {
  /** Path of an SQLite file, made if it is not there; or a URL: `sqlite:PATH`, `sqlite::memory:`. */
  readonly database: string;
  /** Where private keys live, by alias. Authorities take `default` unless told otherwise. */
  readonly keys: Readonly<Record<string, KeyBackend>>;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Prefix below which a server answers, as it stands in certificates: empty (the default) or ending in a slash. */
  readonly urlPath?: string;
  /** Host (and port) for the URLs in certificates. Default: none, and then no URLs. */
  readonly defaultHostname?: string;
  /** Least size of RSA keys of authorities. Default: 2048. */
  readonly minKeySizeBits?: number;
  /** `run` (the default) works on what is booked; `hold` leaves it to another process on the same database. */
  readonly jobs?: 'run' | 'hold';
  /** Hears of errors that reach nobody else: of listeners, of jobs. Default: a process warning. */
  readonly report?: (error: unknown) => void;
}

/** Every room, made once and by name. */
export interface App extends AsyncDisposable {
  readonly authorities: Authorities;
  readonly certificates: Certificates;
  readonly profiles: Profiles;
  readonly users: Users;
  readonly acme: Acme;
  readonly ocsp: Ocsp;
  readonly events: Events;
  readonly jobs: Jobs;
  readonly keys: Keys;
  readonly db: Database;
  readonly clock: Clock;
  /** Finishes what is under way and closes the database. */
  close(): Promise<void>;
}

const tables = [
  ...eventTables,
  ...jobTables,
  ...userTables,
  ...authorityTables,
  ...certificateTables,
  ...acmeTables,
  ...ocspTables,
];

/**
 * Opens the CA that the settings describe; the keys of one that names no backends are files in its data directory.
 *
 * @throws CaError as {@link openApp}; the detail of a wrong profile begins with its place in the settings.
 */
export async function openConfigured(
  config: Config,
  how: Pick<AppOptions, 'jobs' | 'report' | 'clock'>,
): Promise<App> {
  try {
    return await openApp({
      ...how,
      database: config.database,
      keys: config.keys ?? { default: files({ directory: join(config.data, 'keys') }) },
      urlPath: config.path,
      defaultHostname: config.defaultHostname,
      minKeySizeBits: config.minKeySizeBits,
      profiles: config.profiles,
      defaultProfile: config.defaultProfile,
      defaultExpiresMs: config.defaultExpiresMs,
      defaultSubject: config.defaultSubject,
      nameOrder: config.defaultNameOrder,
    });
  } catch (error) {
    const [problem] = isCaError(error, 'bad_config') ? error.problems : [];
    if (!isCaError(error) || !problem || problem.path.length === 0) throw error;
    const detail = `${config.where(problem.path)}: ${error.detail}`;
    throw new CaError('bad_config', detail, { cause: error, problems: error.problems });
  }
}

/**
 * Opens a CA: its database, made or brought up to date, and every room over it. Works on what an earlier process left
 * undone.
 *
 * @throws CaError `bad_config` (a profile), `bad_data_directory`, `data_too_new`.
 */
export async function openApp(options: AppOptions): Promise<App> {
  const clock = options.clock ?? systemClock;
  const report =
    options.report ??
    ((error) => process.emitWarning(error instanceof Error ? error : String(error)));
  const profiles = createProfiles({ defaultExpiresMs: 90 * day, ...options });
  const url = /^[a-z]+:/.test(options.database) ? options.database : `sqlite:${options.database}`;
  const db = await openDatabase({ url, migrations: tables, clock, report });
  try {
    const keys = createKeys({ backends: options.keys });
    const events = createEvents({ db, clock, report });
    const jobs = createJobs({ db, clock, report });
    const authorities = createAuthorities({ ...options, db, clock, keys, events });
    const certificates = createCertificates({
      db,
      clock,
      events,
      jobs,
      authorities,
      profiles,
      report,
    });
    await authorities.recover();
    await certificates.recover();
    await events.start();
    if (options.jobs !== 'hold') jobs.start();
    const close = async (): Promise<void> => {
      await jobs.stop();
      await events.idle();
      await events.stop();
      await db.close();
    };
    return Object.freeze({
      authorities,
      certificates,
      profiles,
      events,
      jobs,
      keys,
      db,
      clock,
      close,
      users: createUsers({ db, clock, events }),
      acme: createAcme({ db }),
      ocsp: createOcsp({ db }),
      [Symbol.asyncDispose]: close,
    });
  } catch (error) {
    await db.close();
    throw error;
  }
}
