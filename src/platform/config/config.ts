import type { Secret } from '#base';
import type { MailSettings } from '#net';
import type { Name } from '#x509';
import type { KeyBackends, WrittenKeys } from './key-backends.ts';
import type { WrittenMail } from './mail.ts';
import type { PublishConfig, WrittenPublish } from './publish.ts';
import type { Path } from './yaml.ts';
import type { LogLevel, RawProfiles } from './values.ts';

/**
 * What a settings file may say; the meaning of each is in `settingsHelp`. A module exports it as `config`; YAML holds
 * the same names; in `keys` it can only describe the backends that come with Certwright, where a module may also hand
 * over others.
 *
 * @example
 * import { cloudKeys } from 'some-key-backend';
 * import type { Settings } from 'certwright';
 * export const config: Settings = { port: 443, keys: { default: cloudKeys({ region: 'eu' }) } };
 */
export interface Settings {
  readonly data?: string;
  readonly host?: string;
  readonly port?: number;
  readonly url?: string;
  readonly path?: string;
  readonly database?: string;
  readonly log_level?: LogLevel;
  readonly admin_password?: string;
  readonly profiles?: RawProfiles;
  readonly default_profile?: string;
  readonly default_expires?: number | string;
  readonly default_subject?: string | Name;
  readonly default_hostname?: string;
  readonly default_name_order?: readonly string[];
  readonly min_key_size?: number;
  readonly rest_api?: boolean;
  readonly trusted_proxies?: readonly string[];
  readonly resolvers?: readonly string[];
  readonly mail?: WrittenMail;
  readonly notice_days?: readonly number[];
  readonly publish?: WrittenPublish;
  readonly keys?: WrittenKeys;
}

/** Every setting, checked and complete. Deeply frozen, but for the key backends, which are their makers'. */
export interface Config extends KeyBackends {
  /** The settings file as the operator wrote its path; absent when there is none. */
  readonly file?: string;
  /** Absolute path; the directory need not exist yet. */
  readonly data: string;
  /** A host name or an IP address, without brackets. */
  readonly host: string;
  /** 0 to 65535; 0 for any free one, which `url` cannot know. */
  readonly port: number;
  /** External address: scheme, host and port, no slash at the end. */
  readonly url: string;
  /** Prefix of every address: empty, or without a slash before and with one after (`django_ca/`). */
  readonly path: string;
  /** `sqlite::memory:`, `sqlite:` and an absolute path, or `postgres://USER@HOST/NAME`. Never holds a password. */
  readonly database: string;
  readonly databasePassword?: Secret;
  readonly logLevel: LogLevel;
  readonly adminPassword?: Secret;
  /** As written: the profiles room checks them, and says with {@link Config.where} where a fault stands. */
  readonly profiles: RawProfiles;
  /** Not checked against the profiles that exist. */
  readonly defaultProfile: string;
  readonly defaultExpiresMs: number;
  readonly defaultSubject?: Name;
  /** HOST or HOST:PORT. */
  readonly defaultHostname?: string;
  /** Dotted OIDs, each once. */
  readonly defaultNameOrder?: readonly string[];
  readonly minKeySizeBits: number;
  readonly restApi: boolean;
  /** IP addresses and CIDR networks. */
  readonly trustedProxies: readonly string[];
  /** Addresses of DNS servers, a port behind a colon where it is not 53; absent for those of the system. */
  readonly resolvers?: readonly string[];
  /** Where notices of expiry go; absent when the settings name no mail server. */
  readonly mail?: MailSettings;
  /** Each from 1 to 3650; absent when the settings say nothing. */
  readonly noticeDays?: readonly number[];
  /** Where lists and answers are put for others to give out; absent when the settings say nothing. */
  readonly publish?: PublishConfig;
  /**
   * Where a setting was written, for faults found later: `FILE:LINE:COLUMN` (a module: `FILE`), the name of the
   * variable, or the setting's own name when it stands nowhere.
   * The path is in the words of the file: `['profiles', 'server', 'expires']`.
   */
  readonly where: (path: Path) => string;
}
