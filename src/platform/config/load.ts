import { resolve } from 'node:path';
import type { Problem } from '#base';
import type { Config } from './config.ts';
import { readEnvironment, variableOf } from './environment.ts';
import type { Environment } from './environment.ts';
import { findNearest } from './nearest.ts';
import { problemsError } from './problems.ts';
import { readSettingsFile } from './settings-file.ts';
import type { SettingsFile } from './settings-file.ts';
import type { Path } from './yaml.ts';
import { checkSettings, settingDescriptions } from './settings.ts';
import type { Issue } from './settings.ts';

/** What the help says of one setting. */
export interface SettingHelp {
  /** As a file writes it. */
  readonly name: string;
  /** The environment variable; undefined for what only a file can say. */
  readonly variable: string | undefined;
  readonly description: string;
}

/** Every setting in the order of the help. */
export function settingsHelp(): readonly SettingHelp[] {
  return [...settingDescriptions].map(([name, description]) =>
    Object.freeze({ name, variable: variableOf(name), description }),
  );
}

/**
 * Settles every setting: from the environment, else from the file that CERTWRIGHT_CONFIG names, else the default.
 * A variable that is empty counts as not set, and so does a setting that the file leaves empty.
 * Relative paths count from the directory of the file that holds them, those of the environment from `cwd`.
 * Nothing is written and no directory made; a settings module is run.
 *
 * @param from.env  `process.env`. Names that belong to no setting are passed over.
 * @param from.cwd  Default: the directory of the process.
 * @throws CaError `bad_config`: `detail` is one line that names the first fault and its place, `problems` holds all.
 *   Neither repeats a secret.
 */
export async function loadConfig(from: { env: Environment; cwd?: string }): Promise<Config> {
  const { env, cwd = process.cwd() } = from;
  const name = env['CERTWRIGHT_CONFIG'];
  const file = name ? await readSettingsFile(name, cwd) : undefined;
  const variables = readEnvironment(env, settingDescriptions.keys());
  const where = places(variables, file);
  const outcome = checkSettings(
    { ...notEmpty(file), ...Object.fromEntries(variables) },
    {
      directoryOf: (setting) => (file && !variables.has(setting) ? file.directory : resolve(cwd)),
      env,
    },
  );
  if ('issues' in outcome)
    throw problemsError(outcome.issues.flatMap((issue) => toProblems(issue, where)));
  return freeze({ file: file?.name, ...outcome.values, where: (path) => where(path) });
}

type Places = (path: Path, part?: 'key' | 'value') => string;

function places(variables: ReadonlyMap<string, unknown>, file: SettingsFile | undefined): Places {
  return (path, part) => {
    const setting = String(path[0] ?? 'settings');
    if (variables.has(setting)) return variableOf(setting) ?? setting;
    return file && Object.hasOwn(file.values, setting) ? file.where(path, part) : setting;
  };
}

function notEmpty(file: SettingsFile | undefined): Record<string, unknown> {
  const entries = Object.entries(file?.values ?? {});
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== undefined));
}

function toProblems({ code, path, keys, message }: Issue, where: Places): Problem[] {
  const steps = path.map((step) => (typeof step === 'number' ? step : String(step)));
  const problem = { path: steps, code: 'bad_value' };
  if (code !== 'unrecognized_keys')
    return [{ ...problem, detail: sentence(where(steps), written(steps), message) }];
  return (keys ?? []).map((key) => ({
    path: [...steps, key],
    code: 'unknown_setting',
    detail: sentence(where([...steps, key], 'key'), written([...steps, key]), unknown(key)),
  }));
}

function unknown(key: string): string {
  const near = findNearest(key, [...settingDescriptions.keys()]);
  return near ? `no such setting; did you mean ${near}?` : 'no such setting';
}

/** `default_subject[0].value` */
function written(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

function sentence(...parts: readonly string[]): string {
  const text = parts.join(': ');
  return /[.?]$/.test(text) ? text : `${text}.`;
}

function freeze(config: Config): Config {
  for (const value of Object.values(config)) if (value !== config.keys) freezeData(value);
  return Object.freeze(config);
}

/** Freezes maps and lists all the way down; what has a class of its own stays as it is. */
function freezeData(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) freezeData(inner);
}
