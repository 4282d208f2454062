import { CaError } from '#base';

/** A named curve we take keys on; NIST curves by their short names. */
export type EcCurve =
  | 'P-256'
  | 'P-384'
  | 'P-521'
  | 'secp224r1'
  | 'secp256k1'
  | 'brainpoolP256r1'
  | 'brainpoolP384r1'
  | 'brainpoolP512r1';

/** Parameter set of SLH-DSA (FIPS 205 §11): hash family, strength in bits, `s`mall or `f`ast. */
export type SlhDsaSet = `${'sha2' | 'shake'}-${128 | 192 | 256}${'s' | 'f'}`;

/** A key that can sign: what to create, or what a key is. `bits` is the size of the RSA modulus. */
export type KeySpec =
  | { readonly type: 'rsa'; readonly bits: number }
  | { readonly type: 'ec'; readonly curve: EcCurve }
  | { readonly type: 'ed25519' }
  | { readonly type: 'ed448' }
  | { readonly type: 'ml-dsa'; readonly set: 44 | 65 | 87 }
  | { readonly type: 'slh-dsa'; readonly set: SlhDsaSet };

/** Any key a certificate may be about; the additional ones are never created and never sign for a CA. */
export type SubjectKeySpec =
  | KeySpec
  | { readonly type: 'rsa-pss'; readonly bits: number }
  | { readonly type: 'dsa'; readonly bits: number }
  | { readonly type: 'ml-kem'; readonly set: 512 | 768 | 1024 };

/** What is known about a curve. */
export interface Curve {
  readonly name: EcCurve;
  readonly oid: string;
  /** Name in `node:crypto`. */
  readonly node: string;
  /** Octets of a coordinate. */
  readonly octets: number;
}

/** A kind of key whose public half is a string of fixed length (RFC 8410, 9881, 9909, 9935). */
export interface FixedKey {
  readonly oid: string;
  /** Name in `node:crypto`. */
  readonly node: string;
  readonly spec: Exclude<SubjectKeySpec, { type: 'rsa' | 'rsa-pss' | 'ec' | 'dsa' }>;
  /** Octets of the public key. */
  readonly octets: number;
}

/** Object identifiers of the key types that have parameters. */
export const keyOids = {
  rsa: '1.2.840.113549.1.1.1',
  rsaPss: '1.2.840.113549.1.1.10',
  dsa: '1.2.840.10040.4.1',
  ec: '1.2.840.10045.2.1',
} as const;

/** The curves, the usual ones first (RFC 5480 §2.1.1.1, RFC 5639). */
export const curves: readonly Curve[] = [
  { name: 'P-256', oid: '1.2.840.10045.3.1.7', node: 'prime256v1', octets: 32 },
  { name: 'P-384', oid: '1.3.132.0.34', node: 'secp384r1', octets: 48 },
  { name: 'P-521', oid: '1.3.132.0.35', node: 'secp521r1', octets: 66 },
  { name: 'secp224r1', oid: '1.3.132.0.33', node: 'secp224r1', octets: 28 },
  { name: 'secp256k1', oid: '1.3.132.0.10', node: 'secp256k1', octets: 32 },
  {
    name: 'brainpoolP256r1',
    oid: '1.3.36.3.3.2.8.1.1.7',
    node: 'brainpoolP256r1',
    octets: 32,
  },
  {
    name: 'brainpoolP384r1',
    oid: '1.3.36.3.3.2.8.1.1.11',
    node: 'brainpoolP384r1',
    octets: 48,
  },
  {
    name: 'brainpoolP512r1',
    oid: '1.3.36.3.3.2.8.1.1.13',
    node: 'brainpoolP512r1',
    octets: 64,
  },
];

const nist = '2.16.840.1.101.3.4';

/** The twelve pure parameter sets, in the order of their object identifiers (RFC 9909 §3). */
export const slhDsaSets: readonly SlhDsaSet[] = (['sha2', 'shake'] as const).flatMap((family) =>
  ([128, 192, 256] as const).flatMap((strength) =>
    (['s', 'f'] as const).map((speed): SlhDsaSet => `${family}-${strength}${speed}`),
  ),
);

/** Every kind of key of fixed length. */
export const fixedKeys: readonly FixedKey[] = [
  { oid: '1.3.101.112', node: 'ed25519', spec: { type: 'ed25519' }, octets: 32 },
  { oid: '1.3.101.113', node: 'ed448', spec: { type: 'ed448' }, octets: 57 },
  mlDsa(44, 17, 1312),
  mlDsa(65, 18, 1952),
  mlDsa(87, 19, 2592),
  ...slhDsaSets.map((set, i) => slhDsa(set, 20 + i)),
  mlKem(512, 1, 800),
  mlKem(768, 2, 1184),
  mlKem(1024, 3, 1568),
];

function mlDsa(set: 44 | 65 | 87, arc: number, octets: number): FixedKey {
  return { oid: `${nist}.3.${arc}`, node: `ml-dsa-${set}`, spec: { type: 'ml-dsa', set }, octets };
}

function slhDsa(set: SlhDsaSet, arc: number): FixedKey {
  const octets = Number(/\d{3}/.exec(set)?.[0]) / 4;
  return {
    oid: `${nist}.3.${arc}`,
    node: `slh-dsa-${set}`,
    spec: { type: 'slh-dsa', set },
    octets,
  };
}

function mlKem(set: 512 | 768 | 1024, arc: number, octets: number): FixedKey {
  return { oid: `${nist}.4.${arc}`, node: `ml-kem-${set}`, spec: { type: 'ml-kem', set }, octets };
}

const curvesByOid = new Map(curves.map((each) => [each.oid, each]));
const fixedByOid = new Map(fixedKeys.map((each) => [each.oid, each]));

/** The curve with this object identifier; undefined when it is not one of ours. */
export function findCurve(oid: string): Curve | undefined {
  return curvesByOid.get(oid);
}

/** The curve of that name. @throws CaError `unsupported` when it is not one of ours. */
export function getCurve(name: string): Curve {
  const curve = curves.find((each) => each.name === name);
  if (!curve) throw new CaError('unsupported', `The curve ${name} is not supported.`);
  return curve;
}

/** The kind of key of fixed length with this object identifier; undefined when there is none. */
export function findFixedKey(oid: string): FixedKey | undefined {
  return fixedByOid.get(oid);
}

/** A key in a few words, as lists show it: `RSA 2048`, `EC P-256`, `Ed25519`, `ML-DSA-65`, `SLH-DSA-SHA2-128s`. */
export function formatKeySpec(spec: SubjectKeySpec): string {
  switch (spec.type) {
    case 'ed25519':
      return 'Ed25519';
    case 'ed448':
      return 'Ed448';
    case 'ec':
      return `EC ${spec.curve}`;
    case 'slh-dsa':
      return `SLH-DSA-${spec.set.replace(/^[a-z]+/, (family) => family.toUpperCase())}`;
    case 'ml-dsa':
    case 'ml-kem':
      return `${spec.type.toUpperCase()}-${spec.set}`;
    default:
      return `${spec.type.toUpperCase()} ${spec.bits}`;
  }
}
