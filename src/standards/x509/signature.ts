import { constants, createPublicKey, createSign, createVerify, sign, verify } from 'node:crypto';
import type { KeyObject, SignKeyObjectInput } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { CaError } from '#base';
import type { SignatureAlgorithm } from './algorithms.ts';
import { getHash } from './hashes.ts';
import { parsePublicKey } from './public-key.ts';
import type { PublicKeyInfo } from './public-key.ts';
import { isVerified } from './verifier.ts';

const cacheLimit = 64;
/** Above this, hashing takes longer than the way to the thread pool and back. */
const atOnceBytes = 1 << 16;
/** Above this, giving the thread pool its copy holds up the event loop for longer than hashing a step at a time does. */
export const stepBytes: number = 1 << 20;
const imported = new Map<string, KeyObject>();

/**
 * A public key ready for `node:crypto`, which has then checked that a point lies on its curve.
 * The 64 keys used last are kept: a CA's key is asked for again and again, and importing costs as much as signing.
 *
 * @throws CaError `bad_key`.
 */
export function importPublicKey({ spki }: PublicKeyInfo): KeyObject {
  const text = Buffer.from(spki.buffer, spki.byteOffset, spki.byteLength).toString('latin1');
  const key = imported.get(text) ?? create(spki);
  imported.delete(text);
  imported.set(text, key);
  if (imported.size > cacheLimit) imported.delete(imported.keys().next().value ?? '');
  return key;
}

/**
 * Tells whether `signature` over `message` was made with the private key behind `spki`. False also when the algorithm
 * is not trusted (MD5, SHA-1, DSA, unknown) or does not go with the type of the key.
 *
 * @param spki  SubjectPublicKeyInfo, DER.
 * @throws CaError `bad_key` when `spki` is no key we know.
 */
export function verifySignature(
  algorithm: SignatureAlgorithm,
  spki: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  return createVerifier(algorithm, spki)(message, signature);
}

/** Tells whether a signature over a message was made with one private key. */
export type Verifier = (message: Uint8Array, signature: Uint8Array) => boolean;

/** As {@link verifySignature}, for a key that is asked about again and again: it is read once. */
export function createVerifier(algorithm: SignatureAlgorithm, spki: Uint8Array): Verifier {
  const how = findVerifier(algorithm, spki);
  if (!how) return () => false;
  const hash = nodeHash(algorithm);
  return (message, signature) => {
    try {
      return verify(hash, message, how, signature);
    } catch {
      return false;
    }
  };
}

/**
 * As {@link verifySignature}; a message longer than 64 KiB, a CRL for instance, is hashed on the thread pool, or a
 * mebibyte at a time, and leaves the event loop free.
 */
export async function verifyMessage(
  algorithm: SignatureAlgorithm,
  spki: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (message.length <= atOnceBytes) return verifySignature(algorithm, spki, message, signature);
  const how = findVerifier(algorithm, spki);
  if (!how) return false;
  const hash = nodeHash(algorithm);
  if (hash !== null && message.length > stepBytes)
    return isVerified(await hashInSteps(createVerify(hash), message), how, signature);
  return new Promise((resolve) => {
    verify(hash, message, how, signature, (error, holds) => resolve(!error && holds));
  });
}

/**
 * Signs `message` with a private key. P-256 and Ed25519 sign up to 64 KiB at once, which is cheaper than the way to the
 * thread pool and back; all others, and longer messages, are signed on the pool and leave the event loop free.
 *
 * @throws CaError `unsupported` when the algorithm is not trusted; `bad_key` when the key is not private, is of another
 *   type than the algorithm, or could not sign.
 */
export async function signMessage(
  key: KeyObject,
  algorithm: SignatureAlgorithm,
  message: Uint8Array,
): Promise<Uint8Array> {
  requireMatch(key, algorithm);
  const how = withPadding(key, algorithm);
  const hash = nodeHash(algorithm);
  try {
    if (hash !== null && message.length > stepBytes)
      return view((await hashInSteps(createSign(hash), message)).sign(how));
    return view(
      signsAtOnce(key, message) ? sign(hash, message, how) : await signOnPool(hash, message, how),
    );
  } catch (cause) {
    throw new CaError('bad_key', `The key could not sign in ${algorithm.id}.`, { cause });
  }
}

/** Between two steps other work goes on. */
async function hashInSteps<T extends { update(part: Uint8Array): unknown }>(
  hash: T,
  message: Uint8Array,
): Promise<T> {
  for (let at = 0; at < message.length; at += stepBytes) {
    hash.update(message.subarray(at, at + stepBytes));
    await setImmediate();
  }
  return hash;
}

function create(spki: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch (cause) {
    throw new CaError('bad_key', 'The public key is not a valid key of its type.', { cause });
  }
}

function requireMatch(key: KeyObject, algorithm: SignatureAlgorithm): void {
  if (!algorithm.trusted)
    throw new CaError('unsupported', `Nothing is signed in ${algorithm.id} (${algorithm.oid}).`);
  if (key.type !== 'private' || !nodeTypes(algorithm).includes(key.asymmetricKeyType ?? ''))
    throw new CaError('bad_key', `The algorithm ${algorithm.id} needs a private key of its type.`);
}

function nodeTypes({ id, keyType }: SignatureAlgorithm): readonly string[] {
  if (keyType === 'rsa-pss') return ['rsa', 'rsa-pss'];
  return keyType === 'rsa' || keyType === 'ec' ? [keyType] : [id];
}

/** The name of its hash in `node:crypto`; null where the algorithm hashes by itself. */
export function nodeHash({ hash }: SignatureAlgorithm): string | null {
  return hash && getHash(hash).node;
}

function withPadding(key: KeyObject, { saltLength }: SignatureAlgorithm): SignKeyObjectInput {
  return saltLength === undefined
    ? { key }
    : { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
}

/** Whether keys sign at once: Node looks into the key each time it is asked. */
const atOnce = new WeakMap<KeyObject, boolean>();

function signsAtOnce(key: KeyObject, message: Uint8Array): boolean {
  if (message.length > atOnceBytes) return false;
  const known = atOnce.get(key);
  if (known !== undefined) return known;
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const isQuick = type === 'ed25519' || details?.namedCurve === 'prime256v1';
  atOnce.set(key, isQuick);
  return isQuick;
}

/** The public key ready to verify in `algorithm`; undefined when they do not go together or it is not trusted. */
export function findVerifier(
  algorithm: SignatureAlgorithm,
  spki: Uint8Array,
): SignKeyObjectInput | undefined {
  if (!algorithm.trusted) return undefined;
  const info = parsePublicKey(spki);
  if (!algorithm.keyOids.includes(info.algorithmOid)) return undefined;
  return withPadding(importPublicKey(info), algorithm);
}

function signOnPool(
  hash: string | null,
  message: Uint8Array,
  how: SignKeyObjectInput,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign(hash, message, how, (error, signature) => {
      if (error) reject(error);
      else resolve(signature);
    });
  });
}

function view(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
