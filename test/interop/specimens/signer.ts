import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import {
  chooseSignatureAlgorithm,
  encodeSigned,
  findSignatureAlgorithm,
  generateKey,
  publicKeyDer,
  signMessage,
  type KeySpec,
  type SignatureAlgorithm,
} from '#x509';
import { assert } from '#base';

/** A key of one kind and the algorithm it signs in. */
export interface Signer {
  /** Kebab-case, unique: `rsa-2048`, `p-256`, `ml-dsa-65`. */
  readonly kind: string;
  readonly key: KeyObject;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
}

/** Puts the signer's signature on a TBSCertificate, TBSCertList or CertificationRequestInfo: the whole, DER. */
export async function signDocument(tbsDer: Uint8Array, signer: Signer): Promise<Uint8Array> {
  const signature = await signMessage(signer.key, signer.algorithm, tbsDer);
  return encodeSigned(tbsDer, signer.algorithm, signature);
}

/** A new key that signs in the algorithm chosen for it, or in the one of `algorithmId`. */
export async function makeSigner(
  kind: string,
  spec: KeySpec | 'rsa-pss',
  algorithmId?: string,
): Promise<Signer> {
  const key = spec === 'rsa-pss' ? await makePssKey() : await generateKey(spec);
  const spki = publicKeyDer(key);
  const named = algorithmId === undefined ? undefined : findSignatureAlgorithm(algorithmId);
  assert(algorithmId === undefined || named !== undefined, `no algorithm ${algorithmId}`);
  return { kind, key, spki, algorithm: named ?? chooseSignatureAlgorithm(spki) };
}

/** A key that may sign in RSASSA-PSS alone; ours are never of this kind, those of subjects may be. */
async function makePssKey(): Promise<KeyObject> {
  const { privateKey } = await promisify(generateKeyPair)('rsa-pss', { modulusLength: 2048 });
  return privateKey;
}
