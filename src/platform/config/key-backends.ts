import { resolve } from 'node:path';
import { z } from 'zod';
import { minute, parseDuration, present, Secret, second } from '#base';
import type { KeyBackendSettings, KeyBackendSource, SecretSettings } from '#keys';
import type { Environment } from './environment.ts';
import { attempt, text, whole } from './values.ts';

/** Key backends by alias: described, as a file can, or made by a module. */
export type WrittenKeys = Readonly<Record<string, WrittenKeyBackend | KeyBackendSource>>;

/** A key backend as a file describes it. */
export type WrittenKeyBackend =
  | { readonly type: 'files'; readonly directory: string }
  | {
      readonly type: 'database';
      readonly secret_file?: string;
      readonly secret_env?: string;
      readonly former_secret_file?: string;
      readonly former_secret_env?: string;
    }
  | {
      readonly type: 'pkcs11';
      readonly library: string;
      readonly token: string;
      readonly pin_file?: string;
      readonly pin_env?: string;
      readonly label?: string;
      readonly sessions?: number;
      readonly timeout?: string;
    };

/** The setting `keys`, parted; both absent when there is no such setting. */
export interface KeyBackends {
  /** Those that it describes, by alias. */
  readonly keyBackends?: Readonly<Record<string, KeyBackendSettings>>;
  /** Those that a module has made, by alias. */
  readonly keys?: Readonly<Record<string, KeyBackendSource>>;
}

/** Where the paths and variables of a description lead. */
interface Surroundings {
  /** From which relative paths count. */
  readonly directory: string;
  readonly env: Environment;
}

const aliasShape = /^[a-z][a-z0-9_-]{0,63}$/;
const path = (what: string): z.ZodType<string> => text(4096, `must be the path of ${what}`);
const pathOfSecret = path('a file that holds the secret').optional();
const variable = text(255, 'must be the name of an environment variable').optional();

const files = z.strictObject({ type: z.literal('files'), directory: path('a directory') });

const database = z
  .strictObject({
    type: z.literal('database'),
    secret_file: pathOfSecret,
    secret_env: variable,
    former_secret_file: pathOfSecret,
    former_secret_env: variable,
  })
  .refine((written) => count(written.secret_file, written.secret_env) === 1, {
    error: 'must have secret_file or secret_env, and not both',
  })
  .refine((written) => count(written.former_secret_file, written.former_secret_env) <= 1, {
    error: 'must have former_secret_file or former_secret_env, not both',
  });

const pkcs11 = z
  .strictObject({
    type: z.literal('pkcs11'),
    library: path('a PKCS #11 library'),
    token: text(32, 'must be the label of a token: a text of 1 to 32 characters'),
    pin_file: path('a file that holds the PIN').optional(),
    pin_env: variable,
    label: text(64, 'must be a text of 1 to 64 characters').optional(),
    sessions: whole({ least: 1, most: 64 }, 'must be a whole number from 1 to 64').optional(),
    timeout: z.string().transform(checkTimeout).optional(),
  })
  .refine((written) => count(written.pin_file, written.pin_env) <= 1, {
    error: 'must have pin_file or pin_env, not both',
  });

const described = z.discriminatedUnion('type', [files, database, pkcs11], {
  error: 'must have the type files, database or pkcs11',
});

/** Checks {@link WrittenKeys}. */
export function writtenKeys(): z.ZodType<WrittenKeys> {
  const error = 'must be named in lower-case letters, digits, - and _';
  const alias = z.string().regex(aliasShape, error);
  const one = z.unknown().transform(checkBackend);
  return z.record(alias, one, { error: 'must map aliases to key backends' });
}

/** Parts what is described from what is made, puts paths right and fetches secrets from the environment. */
export function toKeyBackends(
  written: WrittenKeys,
  directory: string,
  env: Environment,
): KeyBackends {
  const keyBackends: Record<string, KeyBackendSettings> = {};
  const keys: Record<string, KeyBackendSource> = {};
  for (const [alias, each] of Object.entries(written))
    if (isMade(each)) keys[alias] = each;
    else keyBackends[alias] = toBackend(each, { directory, env });
  return { keyBackends, keys };
}

function toBackend(written: WrittenKeyBackend, from: Surroundings): KeyBackendSettings {
  const { type } = written;
  if (type === 'files') return { type, directory: resolve(from.directory, written.directory) };
  if (type === 'database') {
    const secret = toSecret(written.secret_file, written.secret_env, from);
    const formerSecret = toSecret(written.former_secret_file, written.former_secret_env, from);
    return { type, secret: present(secret, 'a secret'), formerSecret };
  }
  const { library, token, label, sessions, timeout } = written;
  return {
    type,
    // A mere name is for the loader, which looks where the system keeps its libraries.
    library: library.includes('/') ? resolve(from.directory, library) : library,
    token,
    pin: toSecret(written.pin_file, written.pin_env, from),
    label,
    sessions,
    timeoutMs: timeout === undefined ? undefined : parseDuration(timeout),
  };
}

function toSecret(
  file: string | undefined,
  name: string | undefined,
  from: Surroundings,
): SecretSettings | undefined {
  if (file !== undefined) return { file: resolve(from.directory, file) };
  if (name === undefined) return undefined;
  const value = from.env[name];
  return { variable: name, value: value ? new Secret(value) : undefined };
}

function checkBackend(
  written: unknown,
  context: z.RefinementCtx,
): WrittenKeyBackend | KeyBackendSource {
  if (isMade(written)) return written;
  const { success, data, error } = described.safeParse(written);
  if (success) return data;
  for (const issue of error.issues) context.addIssue({ ...issue });
  return z.NEVER;
}

/** Whether a module has made it; a description has no verbs. */
function isMade(value: unknown): value is KeyBackendSource {
  if (typeof value === 'function') return true;
  if (typeof value !== 'object' || value === null) return false;
  const backend = value as Record<string, unknown>;
  return ['create', 'publicKey', 'sign'].every((verb) => typeof backend[verb] === 'function');
}

function count(...values: readonly (string | undefined)[]): number {
  return values.filter((value) => value !== undefined).length;
}

function checkTimeout(written: string, context: z.RefinementCtx): string {
  const span = attempt(() => parseDuration(written), context);
  if (span < second || span > 10 * minute)
    context.addIssue({ code: 'custom', message: 'must be a duration from PT1S to PT10M' });
  return written;
}
