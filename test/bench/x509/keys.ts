import { createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { chooseSignatureAlgorithm, generateKey, publicKeyDer } from '#x509';
import type { KeySpec, SignatureAlgorithm } from '#x509';

/** The kinds of keys that are measured, by the name they have in the tables. */
export const keySpecs: Readonly<Record<string, KeySpec>> = {
  'P-256': { type: 'ec', curve: 'P-256' },
  'RSA-2048': { type: 'rsa', bits: 2048 },
  'ML-DSA-65': { type: 'ml-dsa', set: 65 },
};

/** A key as `node:crypto` takes it, and as documents have it. */
export interface Key {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly spki: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
}

/** A new key. */
export async function makeKey(spec: KeySpec): Promise<Key> {
  const privateKey = await generateKey(spec);
  const spki = publicKeyDer(privateKey);
  const algorithm = chooseSignatureAlgorithm(spki);
  return { privateKey, publicKey: createPublicKey(privateKey), spki, algorithm };
}

/** The limit of everything that signs: one call of `node:crypto` with a key imported long ago. */
export function bareSign({ privateKey, algorithm }: Key, message: Uint8Array): Uint8Array {
  return sign(nodeHash(algorithm), message, privateKey);
}

/** As {@link bareSign}, for everything that verifies. */
export function bareVerify(
  { publicKey, algorithm }: Key,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  return verify(nodeHash(algorithm), message, publicKey, signature);
}

function nodeHash({ hash }: SignatureAlgorithm): string | null {
  return hash === null ? null : 'sha256';
}
