import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { isCaError, toBase64Url } from '#base';
import type { AccountKey } from '#acme';
import { checkPublicKey, parsePublicKey } from '#x509';
import { algorithmNames, findAlgorithm } from './algorithms.ts';
import { AcmeFault } from './problem.ts';
import { isObject } from './strict-json.ts';

/** A public key, checked, ready to verify with. */
export interface SigningKey extends AccountKey {
  readonly key: KeyObject;
}

type JwkMembers = Readonly<Record<string, unknown>>;

/** What a public key consists of, by its type, in the order of RFC 7638 §3.2. */
const members: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['EC', ['crv', 'kty', 'x', 'y']],
  ['RSA', ['e', 'kty', 'n']],
  ['OKP', ['crv', 'kty', 'x']],
  ['AKP', ['alg', 'kty', 'pub']], // RFC 9964 §6
]);

/**
 * Reads a JWK as the public key of an account that signs in `alg`.
 *
 * @throws AcmeFault `badSignatureAlgorithm`; `badPublicKey` for one that is private, weak, malformed, of a type that is
 *   not known, or written in another way than the one.
 */
export function parseJwk(jwk: unknown, alg: string): SigningKey {
  const { key, canonical } = parsePublicJwk(jwk);
  const algorithm = findAlgorithm(alg, key);
  if (algorithm === undefined) throw unfitAlgorithm();
  const spki = new Uint8Array(key.export({ type: 'spki', format: 'der' }));
  requireStrong(spki);
  return { key, spki, algorithm, jwk: canonical, thumbprint: thumbprint(canonical) };
}

/** The thumbprint of a JWK (RFC 7638, SHA-256, base64url), whatever the strength of its key. Throws as {@link parseJwk}. */
export function thumbprintOf(jwk: unknown): string {
  return thumbprint(parsePublicJwk(jwk).canonical);
}

/** A key that was checked when its account got it. */
export function toSigningKey(account: AccountKey): SigningKey {
  const key = createPublicKey({ key: Buffer.from(account.spki), format: 'der', type: 'spki' });
  return { ...account, key };
}

/** What a client is told that signs in another algorithm than the ones we know, or than its key does. */
export function unfitAlgorithm(): AcmeFault {
  const detail = 'The JWS is not signed in an algorithm that is known here and goes with the key.';
  return new AcmeFault('badSignatureAlgorithm', 400, detail, {
    members: { algorithms: algorithmNames },
  });
}

function parsePublicJwk(jwk: unknown): { readonly key: KeyObject; readonly canonical: string } {
  const names = isObject(jwk) ? members.get(jwk['kty']) : undefined;
  if (!isObject(jwk) || !names) throw badKey('The JWK is of no type that is known here.');
  if ('d' in jwk || 'priv' in jwk) throw badKey('The JWK holds a private key.');
  const given = pick(jwk, names);
  const key = importJwk(given);
  // Numbers can be written with zeros in front: the thumbprint must not depend on that.
  const canonical = JSON.stringify(pick({ ...key.export({ format: 'jwk' }) }, names));
  if (JSON.stringify(given) !== canonical) throw badKey('The JWK is not in its shortest form.');
  return { key, canonical };
}

function pick(from: Readonly<Record<string, unknown>>, names: readonly string[]): JwkMembers {
  return Object.fromEntries(names.map((name) => [name, from[name]]));
}

function importJwk(jwk: JwkMembers): KeyObject {
  try {
    return createPublicKey({ key: { ...jwk }, format: 'jwk' });
  } catch {
    throw badKey('The JWK is malformed.');
  }
}

function requireStrong(spki: Uint8Array): void {
  try {
    checkPublicKey(parsePublicKey(spki));
  } catch (error) {
    if (!isCaError(error)) throw error;
    throw badKey(error.detail);
  }
}

function thumbprint(canonical: string): string {
  return toBase64Url(createHash('sha256').update(canonical).digest());
}

function badKey(detail: string): AcmeFault {
  return new AcmeFault('badPublicKey', 400, detail);
}
