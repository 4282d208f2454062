import { createHmac, hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { CaError, concat, equalSecrets, randomOctets, utf8 } from '#base';
import type { Secret } from '#base';
import { integer, octetString, parseDer, sequence } from '#der';
import type { DerReader, DerValue } from '#der';
import {
  algorithmIdentifier,
  nullAlgorithm,
  readAlgorithmIdentifier,
} from './algorithm-identifier.ts';
import type { AlgorithmIdentifier } from './algorithm-identifier.ts';
import { readAs } from './document-text.ts';
import { findHash, getHash } from './hashes.ts';
import type { Hash } from './hashes.ts';
import { drawKey, getHmac, hmacSha256, redrawKey } from './password-key.ts';
import type { PasswordWork } from './password-work.ts';

const pbmac1 = '1.2.840.113549.1.5.14';
const iterationsBetweenPauses = 2_000;
const macKeyPurpose = 3;

/** MacData of a PKCS #12 file (RFC 7292 §4). */
export interface MacData {
  readonly algorithm: AlgorithmIdentifier;
  readonly mac: Uint8Array;
  readonly salt: Uint8Array;
  readonly iterations: number;
}

/** MacData in HMAC-SHA256 with the key derivation of PKCS #12 itself (RFC 7292 App. B): what every reader knows. */
export async function makeMac(
  content: Uint8Array,
  password: Secret,
  iterations: number,
): Promise<DerValue> {
  const salt = randomOctets(16);
  const key = await deriveMacKey(getHash('SHA-256'), password, { salt, iterations });
  const digestInfo = sequence(
    nullAlgorithm(getHash('SHA-256').oid),
    octetString(hmac('sha256', key, content)),
  );
  return sequence(digestInfo, octetString(salt), integer(iterations));
}

/** MacData in PBMAC1 (RFC 9579): PBKDF2 and HMAC-SHA256. OpenSSL reads it from 3.4 on. */
export async function makePbmac1(
  content: Uint8Array,
  password: Secret,
  iterations: number,
): Promise<DerValue> {
  const { key, algorithm } = await drawKey(password, iterations);
  const parameters = sequence(algorithm, nullAlgorithm(hmacSha256.oid));
  const digestInfo = sequence(
    algorithmIdentifier(pbmac1, parameters),
    octetString(hmac('sha256', key, content)),
  );
  return sequence(digestInfo, octetString(notUsed), integer(1));
}

/** Reads MacData. */
export function readMacData(reader: DerReader): MacData {
  return reader.sequence((inner) => {
    const { algorithm, mac } = inner.sequence((digestInfo) => ({
      algorithm: readAlgorithmIdentifier(digestInfo),
      mac: digestInfo.octetString(),
    }));
    const salt = inner.octetString();
    return { algorithm, mac, salt, iterations: inner.done ? 1 : inner.smallInteger() };
  });
}

/**
 * Tells whether `content` carries the MAC that the password makes.
 *
 * @param work  What may be done, less what is done here.
 * @throws CaError `unsupported` for an unknown MAC or more work than is left; `bad_key` when PBMAC1 is malformed.
 */
export async function verifyMac(
  data: MacData,
  content: Uint8Array,
  password: Secret,
  work: PasswordWork,
): Promise<boolean> {
  const { algorithm, mac } = data;
  if (algorithm.oid === pbmac1) return verifyPbmac1(data, content, password, work);
  const found = findHash(algorithm.oid);
  if (!found) throw new CaError('unsupported', 'The MAC of the PKCS #12 file is not supported.');
  work.spendIterations(data.iterations);
  const key = await deriveMacKey(found, password, data);
  return equalSecrets(mac, hmac(found.node, key, content));
}

/** What RFC 9579 §5 puts where PBMAC1 leaves a field unused. */
const notUsed: Uint8Array = utf8('NOT USED');

async function verifyPbmac1(
  { algorithm, mac }: MacData,
  content: Uint8Array,
  password: Secret,
  work: PasswordWork,
): Promise<boolean> {
  const [derivation, scheme] = readAs('bad_key', () =>
    parseDer(algorithm.parameters ?? new Uint8Array(0), (reader) =>
      reader.sequence((inner) => [readAlgorithmIdentifier(inner), readAlgorithmIdentifier(inner)]),
    ),
  );
  const { node, octets } = getHmac(scheme.oid);
  const key = await redrawKey(derivation, password, octets, work);
  return equalSecrets(mac, hmac(node, key, content));
}

/**
 * The key derivation of RFC 7292 App. B.2 for a MAC key, which is as long as the digest, so that its last step drops
 * out. Pauses now and then, since it knows no thread pool.
 */
async function deriveMacKey(
  { node, octets }: Hash,
  password: Secret,
  { salt, iterations }: { readonly salt: Uint8Array; readonly iterations: number },
): Promise<Uint8Array> {
  const block = octets > 32 ? 128 : 64;
  const purpose = new Uint8Array(block).fill(macKeyPurpose);
  let key = concat(purpose, repeat(salt, block), repeat(bmpPassword(password), block));
  for (let round = 0; round < iterations; round++) {
    key = hash(node, key, 'buffer');
    if (round % iterationsBetweenPauses === 0) await setImmediate();
  }
  return key;
}

/** Copies of `octets`, one after the other, up to the next full block. */
function repeat(octets: Uint8Array, block: number): Uint8Array {
  const whole = new Uint8Array(Math.ceil(octets.length / block) * block);
  for (let i = 0; i < whole.length; i++) whole[i] = octets[i % octets.length] ?? 0;
  return whole;
}

/** UTF-16 with two closing zero octets, most significant octet first (RFC 7292 App. B.1). */
function bmpPassword(password: Secret): Uint8Array {
  return Buffer.from(`${password.reveal()}\0`, 'utf16le').swap16();
}

function hmac(node: string, key: Uint8Array, content: Uint8Array): Uint8Array {
  return createHmac(node, key).update(content).digest();
}
