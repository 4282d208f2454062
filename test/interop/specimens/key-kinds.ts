import type { EcCurve, KeySpec } from '#x509';
import { makeSigner, type Signer } from './signer.ts';

interface Kind {
  readonly kind: string;
  readonly spec: KeySpec | 'rsa-pss';
  /** Where the algorithm is not the one chosen for such a key. */
  readonly algorithm?: string;
}

/** Kinds of keys that every reader is asked about, run after run. */
const usual: readonly Kind[] = [
  { kind: 'rsa-2048', spec: { type: 'rsa', bits: 2048 } },
  { kind: 'rsa-2048-in-pss', spec: { type: 'rsa', bits: 2048 }, algorithm: 'rsa-pss-sha256' },
  { kind: 'rsa-pss', spec: 'rsa-pss' },
  ec('p-256', 'P-256'),
  ec('p-384', 'P-384'),
  ec('p-521', 'P-521'),
  { kind: 'ed25519', spec: { type: 'ed25519' } },
  { kind: 'ed448', spec: { type: 'ed448' } },
  { kind: 'ml-dsa-44', spec: { type: 'ml-dsa', set: 44 } },
];

/** The others, and hashes that are not chosen by themselves. */
const rare: readonly Kind[] = [
  { kind: 'rsa-3072', spec: { type: 'rsa', bits: 3072 } },
  { kind: 'rsa-2048-sha3', spec: { type: 'rsa', bits: 2048 }, algorithm: 'rsa-sha3-256' },
  { kind: 'rsa-2048-pss-sha512', spec: { type: 'rsa', bits: 2048 }, algorithm: 'rsa-pss-sha512' },
  { kind: 'p-256-sha512', spec: { type: 'ec', curve: 'P-256' }, algorithm: 'ecdsa-sha512' },
  { kind: 'p-384-sha3', spec: { type: 'ec', curve: 'P-384' }, algorithm: 'ecdsa-sha3-384' },
  ec('secp256k1', 'secp256k1'),
  ec('brainpool-256', 'brainpoolP256r1'),
  ec('brainpool-384', 'brainpoolP384r1'),
  ec('brainpool-512', 'brainpoolP512r1'),
  { kind: 'ml-dsa-65', spec: { type: 'ml-dsa', set: 65 } },
  { kind: 'ml-dsa-87', spec: { type: 'ml-dsa', set: 87 } },
  { kind: 'slh-dsa-sha2-128f', spec: { type: 'slh-dsa', set: 'sha2-128f' } },
  { kind: 'slh-dsa-sha2-128s', spec: { type: 'slh-dsa', set: 'sha2-128s' } },
  { kind: 'slh-dsa-sha2-256f', spec: { type: 'slh-dsa', set: 'sha2-256f' } },
  { kind: 'slh-dsa-shake-192f', spec: { type: 'slh-dsa', set: 'shake-192f' } },
];

/** A new key of every kind; the rare ones only with `full`. */
export function makeSigners(full: boolean): Promise<readonly Signer[]> {
  const kinds = full ? [...usual, ...rare] : usual;
  return Promise.all(kinds.map(({ kind, spec, algorithm }) => makeSigner(kind, spec, algorithm)));
}

/** Whether keys of this kind and their signatures are those of FIPS 204 and 205. */
export function isPostQuantum({ kind }: Signer): boolean {
  return kind.startsWith('ml-dsa') || kind.startsWith('slh-dsa');
}

function ec(kind: string, curve: EcCurve): Kind {
  return { kind, spec: { type: 'ec', curve } };
}
