import { formatDuration, Secret } from '#base';
import type { Config, Environment, SettingHelp } from '#config';
import { formatName } from '#x509';

/** One setting as it stands. */
export interface SettingValue {
  /** As a settings file would write it, null when there is none; secrets as `[secret]`. */
  readonly value: unknown;
  /** The same in one line. */
  readonly text: string;
  /** The variable, or the file with line and column, or `default`. */
  readonly source: string;
}

/** Settings that the config holds in another form than a file does. */
const forms: Readonly<Record<string, (config: Config) => unknown>> = {
  log_level: ({ logLevel }) => logLevel,
  admin_password: ({ adminPassword }) => adminPassword,
  default_expires: ({ defaultExpiresMs }) => formatDuration(defaultExpiresMs),
  default_subject: ({ defaultSubject }) => defaultSubject && formatName(defaultSubject),
  min_key_size: ({ minKeySizeBits }) => minKeySizeBits,
  keys: ({ keyBackends, keys }) => keys && Object.keys({ ...keyBackends, ...keys }),
};

/** Value and origin of one setting. */
export function readSetting(
  config: Config,
  env: Environment,
  { name, variable }: SettingHelp,
): SettingValue {
  const raw =
    forms[name]?.(config) ?? Object.entries(config).find(([key]) => key === camelCase(name))?.[1];
  const value: unknown = raw instanceof Secret ? String(raw) : (raw ?? null);
  return { value, text: toText(value), source: sourceOf(config, env, name, variable) };
}

function sourceOf(
  config: Config,
  env: Environment,
  name: string,
  variable: string | undefined,
): string {
  if (variable !== undefined && env[variable]?.trim()) return variable;
  const place = config.where([name]);
  return place === name || place === config.where([]) ? 'default' : place;
}

function toText(value: unknown): string {
  if (value === null) return '(none)';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
