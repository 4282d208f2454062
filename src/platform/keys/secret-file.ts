import { readFile } from 'node:fs/promises';
import { CaError, Secret } from '#base';

/** A secret, or what gives it whenever it is needed. */
export type SecretSource = Secret | (() => Promise<Secret>);

/**
 * A secret, for instance a PIN, that stands in the first line of a file, which is read whenever it is needed: when it
 * changes there, the new one is tried without a restart.
 *
 * What it gives throws CaError `key_unavailable` when the file cannot be read or its first line is empty.
 *
 * @example pkcs11({ library, token: 'ca', pin: secretFile('/run/secrets/hsm-pin') })
 */
export function secretFile(path: string): () => Promise<Secret> {
  return async () => {
    const text = await readFile(path, 'utf8').catch((cause: unknown) => {
      const detail = 'The file that is to hold the secret or PIN cannot be read.';
      throw new CaError('key_unavailable', detail, { cause });
    });
    const [line = ''] = text.split(/\r?\n/, 1);
    if (line !== '') return new Secret(line);
    throw new CaError('key_unavailable', 'The file that is to hold the secret or PIN is empty.');
  };
}

/** What a source gives now. */
export async function readSecret(source: SecretSource): Promise<Secret> {
  return source instanceof Secret ? source : source();
}
