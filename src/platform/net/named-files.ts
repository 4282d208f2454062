import { readFile } from 'node:fs/promises';
import { CaError, Secret } from '#base';
import { codeOf } from './net-error.ts';

/**
 * The text (UTF-8) of a file that the settings name.
 *
 * @throws CaError `bad_config` when it cannot be read.
 */
export async function readNamedFile(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    const detail = `The settings name the file ${file}, which cannot be read (${codeOf(cause)}).`;
    throw new CaError('bad_config', detail, { cause });
  });
}

/**
 * A secret of the settings: itself, or the first line of the file that they name.
 *
 * @throws CaError `bad_config` as {@link readNamedFile}.
 */
export async function readNamedSecret(secret: Secret | { readonly file: string }): Promise<Secret> {
  if (secret instanceof Secret) return secret;
  const [line = ''] = (await readNamedFile(secret.file)).split(/\r?\n/, 1);
  return new Secret(line);
}
