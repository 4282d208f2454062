import { createCipheriv, createDecipheriv, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { assert, concat, randomOctets, utf8 } from '#base';
import type { Secret } from '#base';

/*
 * An envelope: version (1 octet) ‖ salt (16) ‖ nonce (12) ‖ tag (16) ‖ ciphertext.
 * AES-256-GCM (NIST SP 800-38D) under a key that scrypt (RFC 7914) draws from the secret and the salt, which no two
 * envelopes share: neither do they share a key. The version and what the envelope is for are associated data: under
 * another name it does not open.
 */
const version = new Uint8Array([1]);
const [saltEnd, nonceEnd, tagEnd] = [17, 29, 45];
const cipher = 'aes-256-gcm';

/** 16 MiB and some 40 ms for each guess, on the thread pool: a brake for secrets that are long, but not quite random. */
const cost = { N: 2 ** 14, r: 8, p: 1, maxmem: 32 * 2 ** 20 };
const derive = promisify<Uint8Array, Uint8Array, number, typeof cost, Buffer>(scrypt);

/** Encrypts `content`. @param name  What it is for; must be the same to open it. */
export async function seal(content: Uint8Array, secret: Secret, name: string): Promise<Uint8Array> {
  const [salt, nonce] = [randomOctets(16), randomOctets(12)];
  const encryption = createCipheriv(cipher, await keyOf(secret, salt), nonce);
  encryption.setAAD(associated(name));
  const ciphertext = concat(encryption.update(content), encryption.final());
  return concat(version, salt, nonce, encryption.getAuthTag(), ciphertext);
}

/** What {@link seal} encrypted; undefined when it was under another secret or name, or is not what it was. */
export async function unseal(
  sealed: Uint8Array,
  secret: Secret,
  name: string,
): Promise<Uint8Array | undefined> {
  if (sealed.length < tagEnd || sealed[0] !== version[0]) return undefined;
  const key = await keyOf(secret, sealed.subarray(1, saltEnd));
  const decryption = createDecipheriv(cipher, key, sealed.subarray(saltEnd, nonceEnd));
  decryption.setAAD(associated(name)).setAuthTag(sealed.subarray(nonceEnd, tagEnd));
  const content = decryption.update(sealed.subarray(tagEnd));
  try {
    assert(decryption.final().length === 0, 'GCM gives all it has at once');
    return content;
  } catch {
    content.fill(0);
    return undefined;
  }
}

function keyOf(secret: Secret, salt: Uint8Array): Promise<Buffer> {
  return derive(utf8(secret.reveal()), salt, 32, cost);
}

function associated(name: string): Uint8Array {
  return concat(version, utf8(name));
}
