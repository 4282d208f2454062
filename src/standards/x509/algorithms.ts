import { CaError } from '#base';
import { encodeDer, OctetsMemo } from '#der';
import {
  algorithmIdentifier,
  nullAlgorithm,
  parseAlgorithmIdentifier,
} from './algorithm-identifier.ts';
import { getHash, hashNames } from './hashes.ts';
import type { AnyHashName, HashName } from './hashes.ts';
import { fixedKeys, getCurve, keyOids } from './key-spec.ts';
import type { FixedKey, SubjectKeySpec } from './key-spec.ts';
import { findPssParameters, pssParameters } from './pss.ts';
import { parsePublicKey } from './public-key.ts';

/** What the REST API tells of a signature besides its hash (rest-api: `signature_algorithm_parameters`). */
export type SignatureParameters =
  | { readonly name: 'EMSA-PKCS1-v1_5' }
  | {
      readonly name: 'EMSA-PSS';
      readonly salt_length: number;
      readonly mgf: { readonly algorithm: AnyHashName };
    }
  | { readonly algorithm: AnyHashName; readonly deterministic_signing: false };

/** A way to sign: one row of {@link signatureAlgorithms}, or what a document names that has no row there. */
export interface SignatureAlgorithm {
  /** Stable name: `rsa-sha256`, `rsa-pss-sha3-512`, `ecdsa-sha384`, `ed25519`, `ml-dsa-65`, `slh-dsa-sha2-128s`; `unknown`. */
  readonly id: string;
  readonly oid: string;
  readonly keyType: SubjectKeySpec['type'] | 'unknown';
  /** Object identifiers of the public keys it goes with (subjectPublicKeyInfo.algorithm). */
  readonly keyOids: readonly string[];
  /** Null where the algorithm brings its own. */
  readonly hash: AnyHashName | null;
  /** Whether signatures are made and believed; the others are named for display and verify nothing. */
  readonly trusted: boolean;
  /** Octets of the salt: set for RSASSA-PSS alone. */
  readonly saltLength?: number;
  readonly parameters: SignatureParameters | null;
  /** AlgorithmIdentifier, parameters included: what stands in the document. */
  readonly der: Uint8Array;
}

const nistSignatures = '2.16.840.1.101.3.4.3';
const rsaSignatures = '1.2.840.113549.1.1';
const rsaPss = keyOids.rsaPss;

const rsaOids: Partial<Record<AnyHashName, string>> = {
  'SHA-224': `${rsaSignatures}.14`,
  'SHA-256': `${rsaSignatures}.11`,
  'SHA-384': `${rsaSignatures}.12`,
  'SHA-512': `${rsaSignatures}.13`,
  'SHA3/224': `${nistSignatures}.13`,
  'SHA3/256': `${nistSignatures}.14`,
  'SHA3/384': `${nistSignatures}.15`,
  'SHA3/512': `${nistSignatures}.16`,
  SHA1: `${rsaSignatures}.5`,
  MD5: `${rsaSignatures}.4`,
};

const ecdsaOids: Partial<Record<AnyHashName, string>> = {
  'SHA-224': '1.2.840.10045.4.3.1',
  'SHA-256': '1.2.840.10045.4.3.2',
  'SHA-384': '1.2.840.10045.4.3.3',
  'SHA-512': '1.2.840.10045.4.3.4',
  'SHA3/224': `${nistSignatures}.9`,
  'SHA3/256': `${nistSignatures}.10`,
  'SHA3/384': `${nistSignatures}.11`,
  'SHA3/512': `${nistSignatures}.12`,
  SHA1: '1.2.840.10045.4.1',
};

const dsaOids: Partial<Record<AnyHashName, string>> = {
  'SHA-224': `${nistSignatures}.1`,
  'SHA-256': `${nistSignatures}.2`,
  'SHA-384': `${nistSignatures}.3`,
  'SHA-512': `${nistSignatures}.4`,
  'SHA3/224': `${nistSignatures}.5`,
  'SHA3/256': `${nistSignatures}.6`,
  'SHA3/384': `${nistSignatures}.7`,
  'SHA3/512': `${nistSignatures}.8`,
  SHA1: '1.2.840.10040.4.3',
};

/**
 * Every signature algorithm there is here; nothing else lists algorithms. RSA with NULL for parameters (RFC 4055 §5,
 * RFC 9688 §4), RSASSA-PSS with exact ones (RFC 4055 §3.1), the others with none (RFC 5758 §3, RFC 8410 §3, RFC 9881
 * §2, RFC 9909 §3).
 */
export const signatureAlgorithms: readonly SignatureAlgorithm[] = [
  ...withHash(rsaOids, rsaRow),
  ...hashNames.map((hash) => pssRow(hash)),
  ...withHash(ecdsaOids, ecdsaRow),
  ...withHash(dsaOids, dsaRow),
  ...fixedKeys.filter((key) => key.spec.type !== 'ml-kem').map(fixedRow),
];

const byId = new Map(signatureAlgorithms.map((each) => [each.id, each]));
const byDer = new Map(signatureAlgorithms.map((each) => [latin1(each.der), each]));

/** The algorithm of that `id`; undefined when there is none. */
export function findSignatureAlgorithm(id: string): SignatureAlgorithm | undefined {
  return byId.get(id);
}

/**
 * The algorithm in which the key behind `spki` signs. RSA keys sign in PKCS #1 v1.5, RSASSA-PSS keys in PSS.
 *
 * @param spki  SubjectPublicKeyInfo, DER.
 * @param hash  Default: SHA-256; SHA-384 for curves above 256 bits, SHA-512 above 384.
 * @throws CaError `unsupported` when the key cannot sign, or a hash is named for one that brings its own; `bad_key`.
 */
export function chooseSignatureAlgorithm(spki: Uint8Array, hash?: HashName): SignatureAlgorithm {
  const { spec } = parsePublicKey(spki);
  const algorithm = byId.get(chooseId(spec, hash));
  if (!algorithm?.trusted)
    throw new CaError('unsupported', `A key of type ${spec.type} cannot sign here.`);
  return algorithm;
}

/**
 * The algorithm that an AlgorithmIdentifier of a document names: the row of the table when its DER is exactly that,
 * otherwise a description of what is there, never trusted unless it is one of the two variants that occur and are
 * harmless: RSASSA-PSS with a salt of another length, and RSA without the NULL (RFC 4055 §5 wants both understood).
 *
 * @throws CaError `bad_der` when `der` is no AlgorithmIdentifier.
 */
export function parseSignatureAlgorithm(der: Uint8Array): SignatureAlgorithm {
  return parsed.get(der, (octets) => byDer.get(latin1(octets)) ?? describe(octets.slice()));
}

/** Those met before: documents name the same few again and again. */
const parsed = new OctetsMemo<SignatureAlgorithm>(64, 128);

function chooseId(spec: SubjectKeySpec, hash: HashName | undefined): string {
  switch (spec.type) {
    case 'rsa':
    case 'rsa-pss':
      return `${spec.type}-${shortName(hash ?? 'SHA-256')}`;
    case 'ec':
      return `ecdsa-${shortName(hash ?? hashForOctets(getCurve(spec.curve).octets))}`;
    case 'dsa':
      return `dsa-${shortName(hash ?? 'SHA-256')}`;
    default:
      if (hash) throw new CaError('unsupported', `A key of type ${spec.type} brings its own hash.`);
      return 'set' in spec ? `${spec.type}-${spec.set}` : spec.type;
  }
}

function hashForOctets(octets: number): HashName {
  if (octets <= 32) return 'SHA-256';
  return octets <= 48 ? 'SHA-384' : 'SHA-512';
}

function shortName(hash: AnyHashName): string {
  return hash.toLowerCase().replace('sha-', 'sha').replace('/', '-');
}

function describe(der: Uint8Array): SignatureAlgorithm {
  const { oid, parameters } = parseAlgorithmIdentifier(der);
  if (oid === rsaPss && parameters) return describePss(der, parameters);
  const row = signatureAlgorithms.find((each) => each.oid === oid && oid !== rsaPss);
  if (row?.keyType === 'rsa' && !parameters) return { ...row, der };
  return untrusted({ oid, der, hash: row?.hash ?? null, keyType: row?.keyType ?? 'unknown' });
}

function describePss(der: Uint8Array, parameters: Uint8Array): SignatureAlgorithm {
  const found = findPssParameters(parameters);
  if (!found) return untrusted({ oid: rsaPss, der, keyType: 'rsa-pss' });
  const { hash, mgfHash, saltLength } = found;
  const seen = { der, saltLength, parameters: pssShown(mgfHash.name, saltLength) };
  const row = hash === mgfHash ? byId.get(`rsa-pss-${shortName(hash.name)}`) : undefined;
  if (row) return { ...row, ...seen };
  return untrusted({ oid: rsaPss, keyType: 'rsa-pss', hash: hash.name, ...seen });
}

function untrusted(
  known: Pick<SignatureAlgorithm, 'oid' | 'der' | 'keyType'> & Partial<SignatureAlgorithm>,
): SignatureAlgorithm {
  return { id: 'unknown', keyOids: [], hash: null, trusted: false, parameters: null, ...known };
}

function pssShown(algorithm: AnyHashName, saltLength: number): SignatureParameters {
  return { name: 'EMSA-PSS', salt_length: saltLength, mgf: { algorithm } };
}

type Row = (hash: AnyHashName, oid: string) => SignatureAlgorithm;

function withHash(oids: Partial<Record<AnyHashName, string>>, row: Row): SignatureAlgorithm[] {
  return Object.entries(oids).map(([hash, oid]) => row(hash as AnyHashName, oid));
}

function rsaRow(hash: AnyHashName, oid: string): SignatureAlgorithm {
  return {
    id: `rsa-${shortName(hash)}`,
    oid,
    keyType: 'rsa',
    keyOids: [keyOids.rsa],
    hash,
    trusted: getHash(hash).strong,
    parameters: { name: 'EMSA-PKCS1-v1_5' },
    der: encodeDer(nullAlgorithm(oid)),
  };
}

function pssRow(hash: HashName): SignatureAlgorithm {
  const saltLength = getHash(hash).octets;
  return {
    id: `rsa-pss-${shortName(hash)}`,
    oid: rsaPss,
    keyType: 'rsa-pss',
    keyOids: [keyOids.rsa, rsaPss],
    hash,
    trusted: true,
    saltLength,
    parameters: pssShown(hash, saltLength),
    der: encodeDer(algorithmIdentifier(rsaPss, pssParameters(hash))),
  };
}

function ecdsaRow(hash: AnyHashName, oid: string): SignatureAlgorithm {
  return {
    id: `ecdsa-${shortName(hash)}`,
    oid,
    keyType: 'ec',
    keyOids: [keyOids.ec],
    hash,
    trusted: getHash(hash).strong,
    parameters: { algorithm: hash, deterministic_signing: false },
    der: encodeDer(algorithmIdentifier(oid)),
  };
}

function dsaRow(hash: AnyHashName, oid: string): SignatureAlgorithm {
  return {
    id: `dsa-${shortName(hash)}`,
    oid,
    keyType: 'dsa',
    keyOids: [keyOids.dsa],
    hash,
    trusted: false,
    parameters: null,
    der: encodeDer(algorithmIdentifier(oid)),
  };
}

function fixedRow({ oid, node, spec }: FixedKey): SignatureAlgorithm {
  return {
    id: node,
    oid,
    keyType: spec.type,
    keyOids: [oid],
    hash: null,
    trusted: true,
    parameters: null,
    der: encodeDer(algorithmIdentifier(oid)),
  };
}

function latin1(der: Uint8Array): string {
  return Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('latin1');
}
