import { CaError, unreachable } from '#base';
import type { Secret } from '#base';
import { database } from './db/database-keys.ts';
import { files } from './files/files.ts';
import type { KeyBackendSource } from './key-backend.ts';
import { pkcs11 } from './pkcs11/pkcs11.ts';
import { secretFile } from './secret-file.ts';
import type { SecretSource } from './secret-file.ts';

/** Where settings say that a secret is: in the first line of a file, or in a variable, which may not be set. */
export type SecretSettings =
  | { readonly file: string }
  | { readonly variable: string; readonly value: Secret | undefined };

/** A key backend as a settings file describes it; paths are absolute. */
export type KeyBackendSettings =
  | { readonly type: 'files'; readonly directory: string }
  | {
      readonly type: 'database';
      readonly secret: SecretSettings;
      readonly formerSecret?: SecretSettings;
    }
  | {
      readonly type: 'pkcs11';
      readonly library: string;
      readonly token: string;
      readonly pin?: SecretSettings;
      readonly label?: string;
      readonly sessions?: number;
      readonly timeoutMs?: number;
    };

/** The backend that settings describe. Nothing is opened yet, not even the file of a PIN. */
export function openKeyBackend(settings: KeyBackendSettings): KeyBackendSource {
  switch (settings.type) {
    case 'files':
      return files(settings);
    case 'database': {
      const { secret, formerSecret } = settings;
      return database({
        secret: sourceOf(secret),
        formerSecret: formerSecret && sourceOf(formerSecret),
      });
    }
    case 'pkcs11':
      return pkcs11({ ...settings, pin: settings.pin && sourceOf(settings.pin) });
    default:
      return unreachable(settings);
  }
}

/** A process that lacks a secret must run all the same, for whatever needs no key: what is missing shows at the first use. */
function sourceOf(settings: SecretSettings): SecretSource {
  if ('file' in settings) return secretFile(settings.file);
  const detail = `The environment variable ${settings.variable}, which is to hold a secret or PIN, is not set.`;
  return settings.value ?? (() => Promise.reject(new CaError('key_unavailable', detail)));
}
