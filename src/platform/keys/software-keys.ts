import type { KeyObject } from 'node:crypto';
import { CaError, isCaError, systemClock } from '#base';
import { generateKey, parsePkcs8, publicKeyDer, signMessage } from '#x509';
import type { KeyBackend, KeyRef, Unlock } from './key-backend.ts';
import { keyContent, loadKey } from './key-content.ts';
import { openedKeys } from './opened-keys.ts';
import type { OpenedKey } from './opened-keys.ts';

/** Where the octets of keys lie, each under a name that the medium gives. Every verb throws CaError `key_unavailable`. */
export interface KeyMedium {
  /** Throws when keys cannot be kept there now. */
  check(): Promise<void>;
  /** Stores `content`, on probation, and gives its name once it is safe. Never writes over another. */
  write(content: Uint8Array): Promise<string>;
  /** Ends the probation; no error when it has ended before. */
  keep(name: string): Promise<void>;
  /** Content, in memory of its own. */
  read(name: string): Promise<Uint8Array>;
  /** No error when there is none. */
  remove(name: string): Promise<void>;
  /** Removes what has been on probation since before `beforeMs`, but none of `spared`. */
  sweep(beforeMs: number, spared: readonly string[]): Promise<void>;
}

/** A medium and how references name what is on it. */
export interface SoftwareKeysOptions {
  readonly type: string;
  readonly medium: KeyMedium;
  /** The one member of a reference; its value is the name. */
  readonly member: string;
  /** Whether the medium could have given this name: references come from a table, which may be damaged. */
  readonly isName: (name: unknown) => name is string;
}

/**
 * A backend whose keys are octets on a medium and are used by this process itself. A key read once stays in memory until
 * the process ends or the key is removed, so that a password is worked through once: whoever wants a locked key must
 * still bring its password on every call. The public key of a locked key is known without the password from its
 * creation, or first use, in this process on.
 */
export function softwareKeys({ type, medium, member, isName }: SoftwareKeysOptions): KeyBackend {
  const opened = openedKeys();

  /** Names come from a table: nothing but what we could have given ourselves leads to the medium. */
  const nameOf = ({ [member]: name }: KeyRef): string => {
    if (isName(name)) return name;
    throw new CaError('key_unavailable', 'The reference names no key of this backend.');
  };

  const open = async (ref: KeyRef, unlock?: Unlock): Promise<OpenedKey> => {
    const name = nameOf(ref);
    const key = await opened.get(name, unlock, async () => {
      const content = await medium.read(name);
      return loadKey(content, unlock).finally(() => content.fill(0));
    });
    if (unlock && !key.locked) throw notLocked();
    return key;
  };

  const store = async (key: KeyObject, unlock?: Unlock): Promise<KeyRef> => {
    const content = await keyContent(key, unlock);
    const name = await medium.write(content).finally(() => content.fill(0));
    opened.put(name, unlock, { key, spki: publicKeyDer(key), locked: unlock !== undefined });
    return Object.freeze({ [member]: name });
  };

  return Object.freeze<KeyBackend>({
    type,
    check: () => medium.check(),
    create: async (spec, unlock) => store(await generateKey(spec), unlock),
    import: async (pkcs8, unlock) => store(parsePkcs8(pkcs8), unlock),
    publicKey: async (ref, unlock) =>
      opened.findPublicKey(nameOf(ref)) ?? (await open(ref, unlock)).spki,
    sign: async (ref, message, algorithm, unlock) => {
      const { key } = await open(ref, unlock);
      return await signMessage(key, algorithm, message);
    },
    usable: (ref, unlock) => succeeds(() => open(ref, unlock)),
    keep: async (ref) => medium.keep(nameOf(ref)),
    sweep: async (olderThanMs, spared) =>
      medium.sweep(systemClock.now() - olderThanMs, spared.map(nameOf)),
    remove: async (ref) => {
      const name = nameOf(ref);
      opened.forget(name);
      await medium.remove(name);
    },
  });
}

/** Whoever brings a password believes the key to be protected: better to say so than to go on. */
function notLocked(): CaError {
  return new CaError('key_unavailable', 'The private key is not locked: give no password for it.');
}

async function succeeds(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (isCaError(error, 'key_unavailable', 'busy')) return false;
    throw error;
  }
}
