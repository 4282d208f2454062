/** The numbers of PKCS #11 (OASIS v2.40, v3.0 for Edwards curves and SHA-3) that are used here, by its own names. */

/** Classes of objects (CKA_CLASS). */
export const cko = { publicKey: 0x02, privateKey: 0x03 } as const;

/** Kinds of keys (CKA_KEY_TYPE). */
export const ckk = { rsa: 0x00, ec: 0x03, ecEdwards: 0x40 } as const;

/** Attributes of objects. */
export const cka = {
  class: 0x000,
  token: 0x001,
  private: 0x002,
  label: 0x003,
  value: 0x011,
  keyType: 0x100,
  id: 0x102,
  sensitive: 0x103,
  encrypt: 0x104,
  decrypt: 0x105,
  wrap: 0x106,
  unwrap: 0x107,
  sign: 0x108,
  verify: 0x10a,
  derive: 0x10c,
  modulus: 0x120,
  modulusBits: 0x121,
  publicExponent: 0x122,
  privateExponent: 0x123,
  prime1: 0x124,
  prime2: 0x125,
  exponent1: 0x126,
  exponent2: 0x127,
  coefficient: 0x128,
  extractable: 0x162,
  ecParams: 0x180,
  ecPoint: 0x181,
} as const;

/** Mechanisms. */
export const ckm = {
  rsaPkcsKeyPairGen: 0x0000,
  rsaPkcs: 0x0001,
  rsaPkcsPss: 0x000d,
  ecKeyPairGen: 0x1040,
  ecdsa: 0x1041,
  ecEdwardsKeyPairGen: 0x1055,
  eddsa: 0x1057,
} as const;

/** Flags of a token (C_GetTokenInfo) that tell how near its PIN is to being locked, and whether it is set. */
export const tokenFlags = {
  pinCountLow: 0x1_0000,
  pinFinalTry: 0x2_0000,
  pinLocked: 0x4_0000,
} as const;

/** Serial, and able to make and destroy objects. */
export const sessionFlags: number = 0x02 | 0x04;

/** States of a session whose user is logged in (CKS_RO_USER_FUNCTIONS, CKS_RW_USER_FUNCTIONS). */
export const userStates: ReadonlySet<number> = new Set([1, 3]);

/** CKF_OS_LOCKING_OK, without which parallel sessions deadlock inside some libraries for good. */
export const osLockingOk = 0x02;

/** CKU_USER. */
export const normalUser = 1;

/**
 * Attributes of an object, to make it or to find it. A number stands for a CK_ULONG, a boolean for a CK_BBOOL, a text for
 * its UTF-8 octets. Survives the way between processes.
 */
export type Template = readonly (readonly [
  attribute: number,
  value: number | boolean | string | Uint8Array,
])[];

/** CK_RSA_PKCS_PSS_PARAMS. */
export interface PssParameter {
  /** CKM_ of the hash. */
  readonly hash: number;
  /** CKG_ of the mask generation function. */
  readonly mask: number;
  /** Octets of the salt. */
  readonly saltLength: number;
}
