/* Signatures against Wycheproof, by the functions through which every CSR, certificate, CRL and JWS is verified. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findHex, isCaError } from '#base';
import {
  findSignatureAlgorithm,
  parsePublicKey,
  verifySignature,
  type SignatureAlgorithm,
} from '#x509';
import { findWycheproof, listVectors, readVector, skipWithout } from './data.ts';

interface VectorFile {
  readonly testGroups: readonly Group[];
}

interface Group {
  /** SubjectPublicKeyInfo in hex; null where the key has no such form. */
  readonly publicKeyDer: string | null;
  readonly sha?: string;
  readonly mgfSha?: string;
  readonly sLen?: number;
  readonly tests: readonly Vector[];
}

interface Vector {
  readonly tcId: number;
  readonly comment: string;
  readonly msg: string;
  readonly sig: string;
  /** Context of ML-DSA; X.509 has none (RFC 9881 §3). */
  readonly ctx?: string;
  readonly result: 'valid' | 'invalid' | 'acceptable';
}

/** What we claim: which files, and the algorithm of a group of theirs; undefined when we have no such algorithm. */
interface Claim {
  readonly title: string;
  readonly files: string;
  readonly algorithm: (group: Group) => SignatureAlgorithm | undefined;
}

const claims: readonly Claim[] = [
  named('ECDSA P-256', 'ecdsa_secp256r1_sha256_test.json', 'ecdsa-sha256'),
  named('ECDSA P-384', 'ecdsa_secp384r1_sha384_test.json', 'ecdsa-sha384'),
  named('ECDSA P-521', 'ecdsa_secp521r1_sha512_test.json', 'ecdsa-sha512'),
  {
    title: 'RSA PKCS #1 v1.5',
    files: 'rsa_signature_{2048,3072,4096}_sha{224,256,384,512}_test.json',
    algorithm: ({ sha }) => hashed('rsa', sha),
  },
  { title: 'RSASSA-PSS', files: 'rsa_pss_*_test.json', algorithm: pss },
  named('Ed25519', 'ed25519_test.json', 'ed25519'),
  named('Ed448', 'ed448_test.json', 'ed448'),
  named('ML-DSA-44', 'mldsa_44_verify_test.json', 'ml-dsa-44'),
  named('ML-DSA-65', 'mldsa_65_verify_test.json', 'ml-dsa-65'),
  named('ML-DSA-87', 'mldsa_87_verify_test.json', 'ml-dsa-87'),
];

const vectors = findWycheproof();

describe('Wycheproof', { skip: skipWithout(vectors) }, () => {
  for (const { title, files, algorithm } of claims)
    test(title, (t) => {
      const tally: Tally = { claimed: 0, acceptable: 0, wrong: [], unclaimed: new Map() };
      for (const name of listVectors(vectors, files))
        for (const group of readFile(name).testGroups) judge(name, group, algorithm(group), tally);
      const { claimed, acceptable, wrong, unclaimed } = tally;
      t.diagnostic(`${claimed - wrong.length} of ${claimed} claimed vectors pass`);
      if (acceptable > 0) t.diagnostic(`refused, being neither valid nor invalid: ${acceptable}`);
      for (const [why, count] of unclaimed) t.diagnostic(`unclaimed: ${count} vectors: ${why}`);
      assert.ok(claimed > 0);
      assert.deepEqual(wrong, []);
    });
});

interface Tally {
  claimed: number;
  /** Of those claimed. */
  acceptable: number;
  readonly wrong: string[];
  /** Number of vectors by the reason why they are not claimed. */
  readonly unclaimed: Map<string, number>;
}

function judge(
  file: string,
  group: Group,
  algorithm: SignatureAlgorithm | undefined,
  tally: Tally,
): void {
  for (const vector of group.tests) {
    if (!algorithm || (vector.ctx ?? '') !== '') {
      const why = algorithm
        ? 'a context, which X.509 does not have (RFC 9881 §3)'
        : `not an algorithm of ours: ${group.sha} with mask ${group.mgfSha || group.sha}`;
      tally.unclaimed.set(why, (tally.unclaimed.get(why) ?? 0) + 1);
      continue;
    }
    tally.claimed++;
    if (vector.result === 'acceptable') tally.acceptable++;
    const fault = findFault(algorithm, group, vector);
    if (fault !== undefined)
      tally.wrong.push(`${file} ${vector.tcId} (${vector.comment}): ${fault}`);
  }
}

function named(title: string, files: string, id: string): Claim {
  const found = findSignatureAlgorithm(id);
  return { title, files, algorithm: () => found };
}

/** The algorithm of a family with SHA-2; truncated SHA-512 is not among ours. */
function hashed(family: string, sha: string | undefined): SignatureAlgorithm | undefined {
  const name = /^SHA-(224|256|384|512)$/.exec(sha ?? '')?.[1];
  return name === undefined ? undefined : findSignatureAlgorithm(`${family}-sha${name}`);
}

/** RSASSA-PSS with one hash throughout; the salt may have any length. */
function pss({ sha, mgfSha, sLen }: Group): SignatureAlgorithm | undefined {
  const row = sha === mgfSha ? hashed('rsa-pss', sha) : undefined;
  return row && sLen !== undefined ? { ...row, saltLength: sLen } : undefined;
}

function readFile(name: string): VectorFile {
  return JSON.parse(Buffer.from(readVector(vectors, name)).toString('utf8'));
}

/**
 * What is wrong with our verdict; undefined when it is right. What may be accepted or not we refuse: it is but the
 * DigestInfo of PKCS #1 v1.5 without its NULL, which RFC 8017 §9.2 writes.
 */
function findFault(
  algorithm: SignatureAlgorithm,
  { publicKeyDer }: Group,
  vector: Vector,
): string | undefined {
  const accepted = isAccepted(algorithm, publicKeyDer, vector);
  if (accepted === (vector.result === 'valid')) return undefined;
  return `${vector.result}, yet ${accepted ? 'accepted' : 'refused'}`;
}

function isAccepted(
  algorithm: SignatureAlgorithm,
  publicKeyDer: string | null,
  { msg, sig }: Vector,
): boolean {
  try {
    const { spki } = parsePublicKey(octets(publicKeyDer ?? ''));
    return verifySignature(algorithm, spki, octets(msg), octets(sig));
  } catch (error) {
    if (isCaError(error, 'bad_key')) return false;
    throw error;
  }
}

function octets(hex: string): Uint8Array {
  const found = findHex(hex);
  assert.ok(found, hex);
  return found;
}
