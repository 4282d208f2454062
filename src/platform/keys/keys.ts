import { CaError, isCaError } from '#base';
import type { KeySpec, SignatureAlgorithm } from '#x509';
import type { KeyBackend, KeyRef, Unlock } from './key-backend.ts';

/** The configured backends under one roof; each verb takes the alias of one and then does what the backend does. */
export interface Keys {
  /** In the order of the settings. */
  readonly aliases: readonly string[];
  create(alias: string, spec: KeySpec, unlock?: Unlock): Promise<KeyRef>;
  publicKey(alias: string, key: KeyRef, unlock?: Unlock): Promise<Uint8Array>;
  sign(
    alias: string,
    key: KeyRef,
    ...act: [message: Uint8Array, algorithm: SignatureAlgorithm, unlock?: Unlock]
  ): Promise<Uint8Array>;
  /** False also when no backend has this alias: a process without the key runs, it only cannot sign. */
  usable(alias: string, key: KeyRef, unlock?: Unlock): Promise<boolean>;
  /** @throws CaError `unsupported` when the backend takes no keys from elsewhere. */
  import(alias: string, pkcs8: Uint8Array, unlock?: Unlock): Promise<KeyRef>;
  /** @throws CaError `unsupported` when the backend does not destroy keys. */
  remove(alias: string, key: KeyRef): Promise<void>;
}

/**
 * Puts the backends behind their aliases.
 *
 * Every verb throws CaError `bad_request` for an alias that is not configured, and what {@link KeyBackend} says.
 *
 * @example
 * const keys = createKeys({ backends: { default: files({ directory: 'data/keys' }) } });
 * const key = await keys.create('default', { type: 'ec', curve: 'P-256' });
 */
export function createKeys({
  backends,
}: {
  readonly backends: Readonly<Record<string, KeyBackend>>;
}): Keys {
  const byAlias = new Map(Object.entries(backends));
  const get = (alias: string): KeyBackend => {
    const backend = byAlias.get(alias);
    if (backend) return backend;
    throw new CaError('bad_request', `${alias}: key backend is not configured.`);
  };
  return Object.freeze<Keys>({
    aliases: Object.freeze([...byAlias.keys()]),
    create: async (alias, spec, unlock) => get(alias).create(spec, unlock),
    publicKey: async (alias, key, unlock) => get(alias).publicKey(key, unlock),
    sign: async (alias, key, ...act) => get(alias).sign(key, ...act),
    usable: async (alias, key, unlock) => {
      const backend = byAlias.get(alias);
      return backend !== undefined && isUsable(backend, key, unlock);
    },
    import: async (alias, pkcs8, unlock) => {
      const backend = get(alias);
      if (!backend.import) throw unsupported(alias, 'take in a key made elsewhere');
      return backend.import(pkcs8, unlock);
    },
    remove: async (alias, key) => {
      const backend = get(alias);
      if (!backend.remove) throw unsupported(alias, 'destroy a key');
      return backend.remove(key);
    },
  });
}

async function isUsable(backend: KeyBackend, key: KeyRef, unlock?: Unlock): Promise<boolean> {
  if (backend.usable) return backend.usable(key, unlock);
  try {
    await backend.publicKey(key, unlock);
    return true;
  } catch (error) {
    if (isCaError(error, 'key_unavailable')) return false;
    throw error;
  }
}

function unsupported(alias: string, act: string): CaError {
  return new CaError('unsupported', `${alias}: this key backend cannot ${act}.`);
}
