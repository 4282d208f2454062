import type { KeyObject } from 'node:crypto';
import { CaError, isCaError, recode } from '#base';
import { DerReader, tag } from '#der';
import { decryptPkcs8, encodePkcs8, encryptPkcs8, generateKey, parsePkcs8 } from '#x509';
import { publicKeyDer, signMessage } from '#x509';
import type { KeyBackend, KeyRef, Unlock } from '../key-backend.ts';
import { isKeyFileName, openKeyDirectory } from './key-directory.ts';
import { openedKeys } from './opened-keys.ts';
import type { OpenedKey } from './opened-keys.ts';

/**
 * Keeps each key in a file of its own: PKCS #8 DER, plain, or encrypted when it was created or imported with a
 * password (RFC 5958, RFC 8018). `KeyRef` is `{ file }`, a random name in `directory`.
 *
 * The directory is made with the first key, 0700, files 0600; looser modes are refused (`key_unavailable`) each time a
 * file is read. A key read once stays in memory until the process ends or the key is removed, so that a file is read,
 * and a password worked through, once: whoever wants a locked key must still bring its password on every call.
 * The public key of a locked key is known without the password from its creation, or first use, in this process on.
 *
 * @param options.directory  Made when missing; a relative path counts from the directory of the process.
 */
export function files(options: { readonly directory: string }): KeyBackend {
  const directory = openKeyDirectory(options.directory);
  const opened = openedKeys();

  const open = async (ref: KeyRef, unlock?: Unlock): Promise<OpenedKey> => {
    const name = fileOf(ref);
    const key = await opened.get(name, unlock, async () => {
      const content = await directory.read(name);
      return load(content, unlock).finally(() => content.fill(0));
    });
    if (unlock && !key.locked) throw notLocked();
    return key;
  };

  const store = async (key: KeyObject, unlock?: Unlock): Promise<KeyRef> => {
    const content = unlock ? await encryptPkcs8(key, unlock.password) : encodePkcs8(key);
    const file = await directory.write(content).finally(() => content.fill(0));
    opened.put(file, unlock, { key, spki: publicKeyDer(key), locked: unlock !== undefined });
    return Object.freeze({ file });
  };

  return Object.freeze<KeyBackend>({
    create: async (spec, unlock) => store(await generateKey(spec), unlock),
    import: async (pkcs8, unlock) => store(parsePkcs8(pkcs8), unlock),
    publicKey: async (ref, unlock) =>
      opened.findPublicKey(fileOf(ref)) ?? (await open(ref, unlock)).spki,
    sign: async (ref, message, algorithm, unlock) =>
      signMessage((await open(ref, unlock)).key, algorithm, message),
    usable: (ref, unlock) => succeeds(() => open(ref, unlock)),
    remove: async (ref) => {
      const name = fileOf(ref);
      opened.forget(name);
      await directory.remove(name);
    },
  });
}

/** Names come from a table: nothing but what we could have written ourselves leads to the disk. */
function fileOf({ file }: KeyRef): string {
  if (isKeyFileName(file)) return file;
  throw new CaError('key_unavailable', 'The reference names no key file.');
}

async function load(content: Uint8Array, unlock?: Unlock): Promise<OpenedKey> {
  const locked = recode('key_unavailable', () => isEncrypted(content));
  if (locked && !unlock)
    throw new CaError('key_unavailable', 'The private key is locked: its password is needed.');
  const key = locked && unlock ? await decrypt(content, unlock) : parseOwn(content);
  return { key, spki: publicKeyDer(key), locked };
}

/** Whoever brings a password believes the key to be protected: better to say so than to go on. */
function notLocked(): CaError {
  return new CaError('key_unavailable', 'The private key is not locked: give no password for it.');
}

/** EncryptedPrivateKeyInfo begins with a SEQUENCE, PrivateKeyInfo with its version (RFC 5958 §2, §3). */
function isEncrypted(content: Uint8Array): boolean {
  return DerReader.of(content).inside().nextIs(tag.sequence);
}

function parseOwn(content: Uint8Array): KeyObject {
  return recode('key_unavailable', () => parsePkcs8(content));
}

/** Says no more than that: what went wrong inside would help only whoever guesses. */
async function decrypt(content: Uint8Array, { password }: Unlock): Promise<KeyObject> {
  try {
    return await decryptPkcs8(content, password);
  } catch (error) {
    if (isCaError(error, 'bad_key'))
      throw new CaError('key_unavailable', 'The private key cannot be opened: bad password.');
    throw isCaError(error) ? new CaError('key_unavailable', error.detail) : error;
  }
}

async function succeeds(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (isCaError(error, 'key_unavailable')) return false;
    throw error;
  }
}
