import type { KeyObject } from 'node:crypto';
import { CaError, isCaError, recode } from '#base';
import { DerReader, tag } from '#der';
import { decryptPkcs8, encodePkcs8, encryptPkcs8, parsePkcs8, publicKeyDer } from '#x509';
import type { Unlock } from './key-backend.ts';
import type { OpenedKey } from './opened-keys.ts';

/** PKCS #8 DER, encrypted when there is a password (RFC 5958 §2, §3). Whoever asked for it wipes it. */
export async function keyContent(key: KeyObject, unlock?: Unlock): Promise<Uint8Array> {
  return unlock ? encryptPkcs8(key, unlock.password) : encodePkcs8(key);
}

/** The key in {@link keyContent}. @throws CaError `key_unavailable` when it is locked, the password is wrong, or it is none. */
export async function loadKey(content: Uint8Array, unlock?: Unlock): Promise<OpenedKey> {
  const locked = recode('key_unavailable', () => isEncrypted(content));
  if (locked && !unlock)
    throw new CaError('key_unavailable', 'The private key is locked: its password is needed.');
  const key = locked && unlock ? await decrypt(content, unlock) : parseOwn(content);
  return { key, spki: publicKeyDer(key), locked };
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
