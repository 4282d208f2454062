import { resolve } from 'node:path';
import { z } from 'zod';
import { day } from '#base';
import { findDatabase, findHost, findHostAndPort, findNetwork, findResolver } from './address.ts';
import { findOrigin, findPrefix, originOf, sqlitePath } from './address.ts';
import type { Config } from './config.ts';
import type { Environment } from './environment.ts';
import { toKeyBackends, writtenKeys } from './key-backends.ts';
import { noticeDays, toMail, writtenMail } from './mail.ts';
import { toPublish, writtenPublish } from './publish.ts';
import * as value from './values.ts';

const schema = z.strictObject({
  data: value
    .text(4096, 'must be the path of a directory')
    .default('./data')
    .describe('Directory of the database and the key files; made when missing. Default: ./data.'),
  host: value
    .textAs(findHost, 'must be a host name, or an IP address without brackets')
    .default('127.0.0.1')
    .describe('Address to listen on; 0.0.0.0 and :: listen on all. Default: 127.0.0.1.'),
  port: value
    .whole({ least: 0, most: 65_535 }, 'must be a whole number from 0 to 65535')
    .default(8000)
    .describe('TCP port to listen on; 0 takes any that is free. Default: 8000.'),
  url: value
    .textAs(findOrigin, 'must be http://HOST[:PORT] or https://HOST[:PORT]; path sets a prefix')
    .optional()
    .describe('Address under which clients reach this server. Default: http://HOST:PORT.'),
  path: value
    .textAs(findPrefix, 'must be a prefix like django_ca/ of letters, digits and - . _ ~')
    .default('')
    .describe('Prefix of every address of this server, for instance django_ca/. Default: none.'),
  database: value
    .textAs(findDatabase, 'must be sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME')
    .optional()
    .describe('sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME. Default: certwright.db in data.'),
  log_level: value
    .oneOf(value.logLevels)
    .default('info')
    .describe(`How much the log says: ${value.logLevels.join(', ')}. Default: info.`),
  admin_password: value
    .password()
    .optional()
    .describe(
      'Password of the user admin on the very first start. Default: one is made and shown.',
    ),
  profiles: value
    .rawProfiles()
    .default({})
    .describe('Profiles by name, laid over the five defaults; null removes one of these.'),
  default_profile: value
    .text(64, 'must be the name of a profile')
    .default('webserver')
    .describe('Profile of a request that names none. Default: webserver.'),
  default_expires: value
    .validity()
    .default(90 * day)
    .describe('Validity of new certificates, in days or as ISO 8601 like P90D. Default: 90 days.'),
  default_subject: value
    .subject()
    .optional()
    .describe('Name laid under the subject where a profile has none of its own. Default: none.'),
  default_hostname: value
    .textAs(findHostAndPort, 'must be HOST or HOST:PORT')
    .optional()
    .describe(
      'HOST[:PORT] in the OCSP, CRL and issuer addresses of new CAs. Default: that of url, if set.',
    ),
  default_name_order: value
    .attributeOrder()
    .optional()
    .describe('Order of attributes in merged subjects, by name or OID. Default: the usual one.'),
  min_key_size: value
    .whole(
      { least: 1024, most: 16_384, step: 1024 },
      'must be a multiple of 1024 from 1024 to 16384',
    )
    .default(2048)
    .describe('Least size of an RSA key, in bits. Default: 2048.'),
  rest_api: value.flag().default(true).describe('Whether the REST API is served. Default: true.'),
  trusted_proxies: value
    .listAs(findNetwork, 'must be an IP address or a network like 10.0.0.0/8')
    .default([])
    .describe('Proxies whose word on the client address is taken. Default: none.'),
  resolvers: value
    .listAs(findResolver, 'must be the IP address of a DNS server, a port behind a colon')
    .optional()
    .describe("DNS servers asked about names that ACME clients prove. Default: the system's."),
  mail: writtenMail()
    .optional()
    .describe(
      'Server for notices of expiry: host, from and others (docs/notices.md). Default: none.',
    ),
  notice_days: noticeDays()
    .optional()
    .describe('How many days before an end its watchers are told. Default: 14, 7, 3 and 1.'),
  publish: writtenPublish()
    .optional()
    .describe(
      'Where lists and answers are put: directory, bucket, every (docs/operations.md). Default: nowhere.',
    ),
  keys: writtenKeys()
    .optional()
    .describe(
      'Key backends by alias: files, database, pkcs11 (docs/keys.md). Default: files in data.',
    ),
});

/** The names of all settings, as a file writes them, with the words of the help. */
export const settingDescriptions: ReadonlyMap<string, string> = new Map(
  Object.entries(schema.shape).map(([name, { description = '' }]) => [name, description]),
);

/** What is wrong with a value and where: the part of a zod issue that we use. */
export type Issue = Pick<z.core.$ZodIssue, 'code' | 'path' | 'message'> & { keys?: string[] };

/** What settings may refer to. */
export interface Surroundings {
  /** Where the relative paths of a setting count from. */
  readonly directoryOf: (name: string) => string;
  readonly env: Environment;
}

/** The settings without their places: what values alone can tell. */
export type Values = Omit<Config, 'file' | 'where'>;

/**
 * Checks `written`, names as in a file. Gives the values, or all that is wrong.
 */
export function checkSettings(
  written: Readonly<Record<string, unknown>>,
  from: Surroundings,
): { values: Values } | { issues: readonly Issue[] } {
  const { success, data, error } = schema.safeParse(written);
  return success ? { values: toValues(data, from) } : { issues: error.issues };
}

function toValues(checked: z.output<typeof schema>, { directoryOf, env }: Surroundings): Values {
  const data = resolve(directoryOf('data'), checked.data);
  const database = checked.database ?? { url: `sqlite:${resolve(data, 'certwright.db')}` };
  return {
    data,
    host: checked.host,
    port: checked.port,
    url: checked.url ?? originOf(checked.host, checked.port),
    path: checked.path,
    database: fromDirectory(database.url, directoryOf('database')),
    databasePassword: database.password,
    logLevel: checked.log_level,
    adminPassword: checked.admin_password,
    profiles: checked.profiles,
    defaultProfile: checked.default_profile,
    defaultExpiresMs: checked.default_expires,
    defaultSubject: checked.default_subject,
    defaultHostname: checked.default_hostname ?? hostOf(checked.url),
    defaultNameOrder: checked.default_name_order,
    minKeySizeBits: checked.min_key_size,
    restApi: checked.rest_api,
    trustedProxies: checked.trusted_proxies,
    resolvers: checked.resolvers,
    mail: checked.mail && toMail(checked.mail, directoryOf('mail'), env),
    noticeDays: checked.notice_days,
    publish: checked.publish && toPublish(checked.publish, directoryOf('publish'), env),
    ...(checked.keys && toKeyBackends(checked.keys, directoryOf('keys'), env)),
  };
}

/** Where lists and answers are found by plain HTTP: not at a port that speaks TLS. */
function hostOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  const { protocol, host, hostname } = new URL(url);
  return protocol === 'http:' ? host : hostname;
}

function fromDirectory(database: string, directory: string): string {
  const path = sqlitePath(database);
  return path === undefined || path === ':memory:'
    ? database
    : `sqlite:${resolve(directory, path)}`;
}
