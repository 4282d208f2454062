import { createPublicKey, generateKeyPair } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { CaError, unreachable } from '#base';
import { getCurve } from './key-spec.ts';
import type { KeySpec } from './key-spec.ts';

const rsaExponent = 65_537;

/**
 * A new private key from the system's CSPRNG, made on the thread pool. RSA gets the exponent 65,537.
 *
 * @throws CaError `unsupported` for an RSA modulus outside 2048 to 16,384 bits or not of whole octets, and for a curve
 *   or parameter set that is not ours.
 */
export async function generateKey(spec: KeySpec): Promise<KeyObject> {
  switch (spec.type) {
    case 'rsa':
      requireRsaBits(spec.bits);
      return generate('rsa', { modulusLength: spec.bits, publicExponent: rsaExponent });
    case 'ec':
      return generate('ec', { namedCurve: getCurve(spec.curve).node });
    case 'ed25519':
    case 'ed448':
      return generate(spec.type, {});
    case 'ml-dsa':
    case 'slh-dsa':
      return generate(`${spec.type}-${spec.set}`, {});
    default:
      return unreachable(spec);
  }
}

/** SubjectPublicKeyInfo of a key, private or public, DER. */
export function publicKeyDer(key: KeyObject): Uint8Array {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }));
}

/** The one shape of `generateKeyPair` that is used here; its typings list each key type apart. */
type Generate = (
  type: string,
  options: object,
  done: (error: Error | null, publicKey: KeyObject, privateKey: KeyObject) => void,
) => void;

async function generate(type: string, options: object): Promise<KeyObject> {
  try {
    return await new Promise((resolve, reject) => {
      (generateKeyPair as unknown as Generate)(type, options, (error, _publicKey, privateKey) => {
        if (error) reject(error);
        else resolve(privateKey);
      });
    });
  } catch (cause) {
    throw new CaError('unsupported', `No key of type ${type} can be made here.`, { cause });
  }
}

function requireRsaBits(bits: number): void {
  if (!Number.isInteger(bits / 8) || bits < 2048 || bits > 16_384)
    throw new CaError('unsupported', 'An RSA key must have 2048 to 16384 bits, in whole octets.');
}
