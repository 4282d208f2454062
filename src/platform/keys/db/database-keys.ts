import type { KeyBackend, KeyBackendPlace } from '../key-backend.ts';
import type { SecretSource } from '../secret-file.ts';
import { softwareKeys } from '../software-keys.ts';
import { isRowId, keyRows, rewrapRows } from './key-rows.ts';
import { createStore } from './store.ts';
import { wrapping } from './wrapping.ts';

/** The secrets of keys in the database. */
export interface DatabaseKeysOptions {
  /** Encrypts them, and must not be in the database or beside its backups; 32 characters or more, better random. */
  readonly secret: SecretSource;
  /** The secret before this one: keys under it can be used too, until `rewrap` has seen to them. */
  readonly formerSecret?: SecretSource;
}

/**
 * Keeps keys in the database of the authorities, for several processes on one database and for backups in one piece.
 * Each is PKCS #8 (with a password of its own where it was created or imported with one), encrypted once more with
 * AES-256-GCM under a key drawn from a secret that the database does not have; it opens only under its own id, so that
 * rows cannot be exchanged. `KeyRef` is `{ id }`, 32 hex digits. Decrypted keys are in memory alone.
 *
 * Without the secret, or with another one, every verb that needs a key throws CaError `key_unavailable` and says which;
 * all that needs none goes on.
 *
 * @example
 * open({ database: 'ca.db', keys: { default: database({ secret: secretFile('/run/secrets/ca-keys') }) } })
 */
export function database(options: DatabaseKeysOptions): (place: KeyBackendPlace) => KeyBackend {
  return ({ db, alias }) => {
    const store = createStore(db, alias);
    const secrets = wrapping(alias, options);
    const medium = keyRows(store, secrets);
    return Object.freeze<KeyBackend>({
      ...softwareKeys({ type: 'database', medium, member: 'id', isName: isRowId }),
      rewrap: () => rewrapRows(store, secrets),
    });
  };
}
