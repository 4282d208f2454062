import { CaError, isCaError, present } from '#base';
import type { Database } from '#db';
import type { KeySpec, SignatureAlgorithm } from '#x509';
import type { KeyBackend, KeyBackendSource, KeyRef, Unlock } from './key-backend.ts';

/** The configured backends under one roof; each verb takes the alias of one and then does what the backend does. */
export interface Keys {
  /** In the order of the settings. */
  readonly aliases: readonly string[];
  /** In the same order. */
  readonly backends: readonly { readonly alias: string; readonly type: string }[];
  /** Throws, with the reason, when the backend as a whole cannot be used now. */
  check(alias: string): Promise<void>;
  /** The key is there to stay; see {@link Keys.pending} for one that must first be put on record. */
  create(alias: string, spec: KeySpec, unlock?: Unlock): Promise<KeyRef>;
  publicKey(alias: string, key: KeyRef, unlock?: Unlock): Promise<Uint8Array>;
  /** Throws, with the reason, while `sign` would refuse every message: so that nothing is begun that needs it. */
  requireOpen(): void;
  sign(
    alias: string,
    key: KeyRef,
    ...act: [message: Uint8Array, algorithm: SignatureAlgorithm, unlock?: Unlock]
  ): Promise<Uint8Array>;
  /** False also when no backend has this alias: a process without the key runs, it only cannot sign. */
  usable(alias: string, key: KeyRef, unlock?: Unlock): Promise<boolean>;
  /** @throws CaError `unsupported` when the backend takes no keys from elsewhere. */
  import(alias: string, pkcs8: Uint8Array, unlock?: Unlock): Promise<KeyRef>;
  /** As `create` and `import`, but on probation until `keep`, where the backend knows such a thing. */
  readonly pending: Pick<Keys, 'create' | 'import'>;
  keep(alias: string, key: KeyRef): Promise<void>;
  /** Destroys what has been on probation for longer than `olderThanMs`, but none of `spared`. */
  sweep(alias: string, olderThanMs: number, spared: readonly KeyRef[]): Promise<void>;
  /**
   * Encrypts anew what is encrypted under a former secret; gives how many keys that were.
   *
   * @throws CaError `unsupported` when the backend has no such secret.
   */
  rewrap(alias: string): Promise<number>;
  /** @throws CaError `unsupported` when the backend does not destroy keys. */
  remove(alias: string, key: KeyRef): Promise<void>;
}

/** What {@link createKeys} is told. */
export interface KeysOptions {
  readonly backends: Readonly<Record<string, KeyBackendSource>>;
  /** Of the authorities; backends that keep their keys there need it. */
  readonly db?: Database;
  /** Throws while nothing may be signed. Default: it always may. */
  readonly requireOpen?: () => void;
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
export function createKeys({ backends, db, requireOpen = () => {} }: KeysOptions): Keys {
  const byAlias = new Map(
    Object.entries(backends).map(([alias, source]) => [alias, backendOf(source, alias, db)]),
  );
  const get = (alias: string): KeyBackend => {
    const backend = byAlias.get(alias);
    if (backend) return backend;
    throw new CaError('bad_request', `${alias}: key backend is not configured.`);
  };
  const pending: Keys['pending'] = {
    create: async (alias, spec, unlock) => get(alias).create(spec, unlock),
    import: async (alias, pkcs8, unlock) => {
      const backend = get(alias);
      if (!backend.import) throw unsupported(alias, 'take in a key made elsewhere');
      return backend.import(pkcs8, unlock);
    },
  };
  const kept = async (alias: string, key: KeyRef): Promise<KeyRef> => {
    await get(alias).keep?.(key);
    return key;
  };
  return Object.freeze<Keys>({
    aliases: Object.freeze([...byAlias.keys()]),
    backends: Object.freeze([...byAlias].map(([alias, { type = 'custom' }]) => ({ alias, type }))),
    check: async (alias) => get(alias).check?.(),
    pending,
    create: async (alias, ...act) => kept(alias, await pending.create(alias, ...act)),
    import: async (alias, ...act) => kept(alias, await pending.import(alias, ...act)),
    keep: async (alias, key) => void (await kept(alias, key)),
    sweep: async (alias, ...act) => get(alias).sweep?.(...act),
    publicKey: async (alias, key, unlock) => get(alias).publicKey(key, unlock),
    requireOpen,
    sign: async (alias, key, ...act) => {
      requireOpen();
      return await get(alias).sign(key, ...act);
    },
    usable: async (alias, key, unlock) => {
      const backend = byAlias.get(alias);
      return backend !== undefined && isUsable(backend, key, unlock);
    },
    rewrap: async (alias) => {
      const backend = get(alias);
      if (!backend.rewrap) throw unsupported(alias, 'change a secret: it has none');
      return backend.rewrap();
    },
    remove: async (alias, key) => {
      const backend = get(alias);
      if (!backend.remove) throw unsupported(alias, 'destroy a key');
      return backend.remove(key);
    },
  });
}

function backendOf(source: KeyBackendSource, alias: string, db?: Database): KeyBackend {
  if (typeof source !== 'function') return source;
  return source({ alias, db: present(db, 'the database of a key backend') });
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
