import { createHmac, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { equalSecrets, utf8 } from '#base';
import type { Unlock } from './key-backend.ts';

/** A private key in memory. */
export interface OpenedKey {
  readonly key: KeyObject;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  /** Whether a password protects it on its medium. */
  readonly locked: boolean;
}

/** The keys that this process has read, by name. */
export interface OpenedKeys {
  /**
   * The key, when it is here and not locked, or locked with the very password that is brought; else what `load` gives,
   * which is kept. Calls for the same key with the same password while it loads share one load.
   */
  get(name: string, unlock: Unlock | undefined, load: () => Promise<OpenedKey>): Promise<OpenedKey>;
  put(name: string, unlock: Unlock | undefined, key: OpenedKey): void;
  findPublicKey(name: string): Uint8Array | undefined;
  forget(name: string): void;
}

interface Entry extends OpenedKey {
  /** Of the password it opened with. */
  readonly proof: Uint8Array;
}

const limit = 1000;

/** An empty store. The 1000 keys opened last are kept; of passwords only a keyed digest that no one else can check. */
export function openedKeys(): OpenedKeys {
  const entries = new Map<string, Entry>();
  const loading = new Map<string, Promise<OpenedKey>>();
  const secret = randomBytes(32);

  const prove = (unlock: Unlock | undefined): Uint8Array =>
    unlock
      ? createHmac('sha256', secret).update(utf8(unlock.password.reveal())).digest()
      : new Uint8Array(0);

  const keep = (name: string, proof: Uint8Array, key: OpenedKey): void => {
    entries.delete(name);
    entries.set(name, { ...key, proof });
    if (entries.size > limit) entries.delete(entries.keys().next().value ?? '');
  };

  return {
    async get(name, unlock, load) {
      const entry = entries.get(name);
      if (entry && !entry.locked) return entry;
      const proof = prove(unlock);
      if (entry && equalSecrets(entry.proof, proof)) return entry;
      const task = `${name} ${Buffer.from(proof).toString('base64')}`;
      const running = loading.get(task) ?? load().finally(() => loading.delete(task));
      loading.set(task, running);
      const key = await running;
      keep(name, proof, key);
      return key;
    },
    put: (name, unlock, key) => keep(name, prove(unlock), key),
    findPublicKey: (name) => entries.get(name)?.spki,
    forget: (name) => void entries.delete(name),
  };
}
