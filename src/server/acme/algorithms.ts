import { constants, verify, type KeyObject, type VerifyKeyObjectInput } from 'node:crypto';

/** A way to sign a JWS. */
interface JwsAlgorithm {
  /** `asymmetricKeyType` of its keys. */
  readonly keyType: string;
  readonly curve?: string;
  /** Null where the algorithm brings its own. */
  readonly hash: string | null;
  readonly how?: Omit<VerifyKeyObjectInput, 'key'>;
  /** Set where signatures have one length alone. */
  readonly octets?: number;
}

const pss = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
};
const ecdsa = { dsaEncoding: 'ieee-p1363' } as const;

/**
 * Every algorithm that account keys sign in; nothing else lists them. RFC 7518 §3.3 to §3.5, RFC 8037 and 9864 (Edwards
 * curves, each by a name of its own), RFC 9964 (ML-DSA). MACs are not among them: they bind accounts, and sign nothing.
 */
const algorithms: Readonly<Record<string, JwsAlgorithm>> = {
  RS256: { keyType: 'rsa', hash: 'sha256' },
  RS384: { keyType: 'rsa', hash: 'sha384' },
  RS512: { keyType: 'rsa', hash: 'sha512' },
  PS256: { keyType: 'rsa', hash: 'sha256', how: pss },
  PS384: { keyType: 'rsa', hash: 'sha384', how: pss },
  PS512: { keyType: 'rsa', hash: 'sha512', how: pss },
  ES256: { keyType: 'ec', curve: 'prime256v1', hash: 'sha256', how: ecdsa, octets: 64 },
  ES384: { keyType: 'ec', curve: 'secp384r1', hash: 'sha384', how: ecdsa, octets: 96 },
  ES512: { keyType: 'ec', curve: 'secp521r1', hash: 'sha512', how: ecdsa, octets: 132 },
  Ed25519: { keyType: 'ed25519', hash: null, octets: 64 },
  Ed448: { keyType: 'ed448', hash: null, octets: 114 },
  'ML-DSA-44': { keyType: 'ml-dsa-44', hash: null },
  'ML-DSA-65': { keyType: 'ml-dsa-65', hash: null },
  'ML-DSA-87': { keyType: 'ml-dsa-87', hash: null },
};

/** The names that a client may put in `alg`. */
export const algorithmNames: readonly string[] = [...Object.keys(algorithms), 'EdDSA'];

/** The one name of an algorithm: `EdDSA` says as much as the key does (RFC 9864 §2.2). Undefined where they do not fit. */
export function findAlgorithm(alg: string, key: KeyObject): string | undefined {
  const name = alg === 'EdDSA' ? (key.asymmetricKeyType ?? '').replace('ed', 'Ed') : alg;
  const algorithm = Object.hasOwn(algorithms, name) ? algorithms[name] : undefined;
  if (!algorithm || algorithm.keyType !== key.asymmetricKeyType) return undefined;
  return algorithm.curve === key.asymmetricKeyDetails?.namedCurve ? name : undefined;
}

/** Whether `signature` over `message` was made with the private key behind `key`, by an algorithm that fits it. */
export function verifyJws(
  name: string,
  key: KeyObject,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const { hash, how, octets } = algorithms[name] ?? {};
  if (hash === undefined || (octets !== undefined && signature.length !== octets)) return false;
  return verify(hash, message, { key, ...how }, signature);
}
