import { join } from 'node:path';
import {
  createAcme,
  migrations as acmeTables,
  validators,
  type Acme,
  type AcmeOptions,
} from '#acme';
import { createAuthorities, migrations as authorityTables, type Authorities } from '#authorities';
import { CaError, day, isCaError, systemClock, type Clock, type Secret } from '#base';
import type { Config } from '#config';
import {
  createCertificates,
  migrations as certificateTables,
  type Certificates,
} from '#certificates';
import { createCrl, migrations as crlTables, type Crl } from '#crl';
import { openDatabase, type Database, type Migration } from '#db';
import { createEvents, migrations as eventTables, type Events } from '#events';
import { createFence, migrations as fenceTables, type Fence } from '#fence';
import { createJobs, migrations as jobTables, type Jobs } from '#jobs';
import {
  createKeys,
  files,
  migrations as keyTables,
  openKeyBackend,
  type KeyBackendSource,
  type Keys,
} from '#keys';
import { createMailer, createNet, type Mailer, type MailSettings, type Net } from '#net';
import { createNotices, migrations as noticeTables, type Notices } from '#notices';
import { createOcsp, migrations as ocspTables, type Ocsp } from '#ocsp';
import { createProfiles, type Profiles, type ProfilesOptions } from '#profiles';
import type { Publishing, PublishingParts, PublishSettings } from '#status';
import { createUsers, migrations as userTables, type Users } from '#users';

/** What a CA is made from. */
export interface AppOptions extends Partial<ProfilesOptions> {
  /** Path of an SQLite file, made if it is not there; or a URL: `sqlite:PATH`, `sqlite::memory:`, `postgres://…`. */
  readonly database: string;
  /** Of the user of the PostgreSQL server, where the URL does not hold it. */
  readonly databasePassword?: Secret | undefined;
  /** Where private keys live, by alias. Authorities take `default` unless told otherwise. */
  readonly keys: Readonly<Record<string, KeyBackendSource>>;
  /**
   * A file beside the database, never part of its backups, that remembers how far the audit trail went: with it a
   * database that was restored from a backup is noticed, and nothing is signed until that is confirmed. Default: none.
   */
  readonly witness?: string | undefined;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Prefix below which a server answers, as it stands in certificates: empty (the default) or ending in a slash. */
  readonly urlPath?: string;
  /**
   * Where a server answers, as its clients write it, without a slash at the end; asked each time, as its port may be known
   * late. Default: `http://localhost`.
   */
  readonly url?: () => string;
  /** The way out to those who are to prove something, for one list of networks that are allowed. Default: `createNet`. */
  readonly net?: (allow: readonly string[]) => Net;
  /** Addresses of the DNS servers that are asked about names to be proved. Default: those of the system. */
  readonly resolvers?: readonly string[] | undefined;
  /** Host (and port) for the URLs in certificates. Default: none, and then no URLs. */
  readonly defaultHostname?: string;
  /** Least size of RSA keys of authorities. Default: 2048. */
  readonly minKeySizeBits?: number;
  /** `run` (the default) works on what is booked; `hold` leaves it to another process on the same database. */
  readonly jobs?: 'run' | 'hold';
  /** `run` (the default) makes OCSP responders, and renews them and answers, unasked; `hold` only when told to. */
  readonly ocsp?: 'run' | 'hold';
  /** Where notices of expiry go. Default: nowhere. */
  readonly mail?: MailSettings;
  /** Where lists and answers are put for others to give out, where jobs run. Default: nowhere. */
  readonly publish?: PublishSettings | undefined;
  /** How many days before an end its watchers are told. Default: 14, 7, 3 and 1. */
  readonly noticeDays?: readonly number[];
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
  readonly crl: Crl;
  readonly ocsp: Ocsp;
  readonly notices: Notices;
  /** Absent unless this process publishes by itself. */
  readonly publishing?: Publishing;
  readonly events: Events;
  readonly jobs: Jobs;
  readonly keys: Keys;
  readonly fence: Fence;
  readonly db: Database;
  readonly clock: Clock;
  /** Finishes what is under way and closes the database. */
  close(): Promise<void>;
}

/** The steps that make the tables of all rooms, in the order of their dependence. */
export const migrations: readonly Migration[] = [
  ...eventTables,
  ...jobTables,
  ...userTables,
  ...authorityTables,
  ...certificateTables,
  ...acmeTables,
  ...ocspTables,
  ...crlTables,
  ...keyTables,
  ...noticeTables,
  ...fenceTables,
];

/** How a process opens the CA of its settings. */
export interface ConfiguredOptions extends Pick<AppOptions, 'jobs' | 'report' | 'clock' | 'url'> {
  /** Opens no key backend: this process signs nothing, others do. Default: false. */
  readonly keyless?: boolean;
}

/**
 * Opens the CA that the settings describe; the keys of one that names no backends are files in its data directory.
 *
 * @throws CaError as {@link openApp}; the detail of a wrong profile begins with its place in the settings.
 */
export async function openConfigured(
  config: Config,
  { keyless = false, ...how }: ConfiguredOptions,
): Promise<App> {
  try {
    return await openApp({
      ...how,
      database: config.database,
      databasePassword: config.databasePassword,
      keys: keyless ? {} : keyBackendsOf(config),
      witness: config.database === 'sqlite::memory:' ? undefined : join(config.data, 'witness'),
      url: how.url ?? (() => config.url),
      urlPath: config.path,
      resolvers: config.resolvers,
      defaultHostname: config.defaultHostname,
      minKeySizeBits: config.minKeySizeBits,
      profiles: config.profiles,
      defaultProfile: config.defaultProfile,
      defaultExpiresMs: config.defaultExpiresMs,
      defaultSubject: config.defaultSubject,
      nameOrder: config.defaultNameOrder,
      ...(config.mail && { mail: config.mail }),
      noticeDays: config.noticeDays,
      publish: config.publish,
    });
  } catch (error) {
    const [problem] = isCaError(error, 'bad_config') ? error.problems : [];
    if (!isCaError(error) || !problem || problem.path.length === 0) throw error;
    const detail = `${config.where(problem.path)}: ${error.detail}`;
    throw new CaError('bad_config', detail, { cause: error, problems: error.problems });
  }
}

/** Those that the settings describe or hold; files in the data directory where none of them is the default. */
function keyBackendsOf({ data, keyBackends = {}, keys }: Config): AppOptions['keys'] {
  const described = Object.entries(keyBackends).map(([alias, each]) => [
    alias,
    openKeyBackend(each),
  ]);
  return {
    default: files({ directory: join(data, 'keys') }),
    ...Object.fromEntries(described),
    ...keys,
  };
}

/**
 * Opens a CA: its database, made or brought up to date, and every room over it. Works on what an earlier process left
 * undone.
 *
 * @throws CaError `bad_config` (a profile, mail), `bad_data_directory`, `data_too_new`.
 */
export async function openApp(options: AppOptions): Promise<App> {
  const { clock = systemClock, report = warn } = options;
  const profiles = createProfiles({ defaultExpiresMs: 90 * day, ...options });
  const url = /^[a-z]+:/.test(options.database) ? options.database : `sqlite:${options.database}`;
  const password = options.databasePassword;
  const db = await openDatabase({
    url,
    migrations,
    clock,
    report,
    ...(password && { password }),
  });
  const events = createEvents({ db, clock, report });
  const fence = createFence({ db, clock, events, report, path: options.witness });
  try {
    await fence.start();
    const { isOpen, requireOpen } = fence;
    const keys = createKeys({ backends: options.keys, db, requireOpen });
    const jobs = createJobs({ db, clock, report, mayRun: isOpen });
    const authorities = createAuthorities({ ...options, db, clock, keys, events });
    const issuing = { db, clock, events, jobs, authorities, profiles, report };
    const certificates = createCertificates(issuing);
    const status = { ...issuing, keys, certificates };
    const ocsp = createOcsp({ ...status, unasked: options.ocsp !== 'hold' });
    const crl = createCrl(status);
    const notices = createNotices({ ...status, ...noticeOptions(options) });
    const acme = createAcme({ ...status, validators, ...acmeOptions(options) });
    const publishing = await createPublishing(options, { ...status, ocsp, crl });
    await authorities.recover();
    await certificates.recover();
    await ocsp.recover();
    await events.start();
    if (options.jobs !== 'hold') {
      for (const room of [ocsp, crl, notices, acme, publishing]) await room?.start();
      jobs.start();
    }
    const close = async (): Promise<void> => {
      await jobs.stop();
      await events.idle();
      await events.stop();
      await fence.stop();
      await db.close();
    };
    return Object.freeze({
      authorities,
      certificates,
      profiles,
      events,
      jobs,
      keys,
      fence,
      db,
      clock,
      close,
      users: createUsers({ db, clock, events }),
      acme,
      crl,
      ocsp,
      notices,
      ...(publishing && { publishing }),
      [Symbol.asyncDispose]: close,
    });
  } catch (error) {
    await fence.stop().catch(() => undefined);
    await db.close();
    throw error;
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

/** Loaded where it is wanted alone: a command line that publishes nothing by itself needs none of the server. */
async function createPublishing(
  { publish, jobs, urlPath = '' }: AppOptions,
  parts: Omit<PublishingParts, 'settings' | 'path'>,
): Promise<Publishing | undefined> {
  if (!publish || jobs === 'hold') return undefined;
  const status = await import('#status');
  return status.createPublishing({ ...parts, settings: publish, path: urlPath });
}

function acmeOptions({
  url = () => 'http://localhost',
  urlPath = '',
  resolvers,
  net = (allow) => createNet({ allow, resolvers }),
}: AppOptions): Pick<AcmeOptions, 'net' | 'accountUrl'> {
  const accountUrl = (serial: string, slug: string): string =>
    `${url()}/${urlPath}acme/${serial}/acct/${slug}/`;
  return { net, accountUrl };
}

function noticeOptions({ mail, noticeDays }: AppOptions): {
  readonly mailer?: Mailer;
  readonly noticeDays?: readonly number[];
} {
  return { ...(mail && { mailer: createMailer(mail) }), ...(noticeDays && { noticeDays }) };
}
