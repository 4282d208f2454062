import { pbkdf2, scrypt } from 'node:crypto';
import { CaError, randomOctets, utf8 } from '#base';
import type { Secret } from '#base';
import { integer, octetString, parseDer, sequence, tag } from '#der';
import type { DerReader, DerValue } from '#der';
import {
  algorithmIdentifier,
  nullAlgorithm,
  readAlgorithmIdentifier,
} from './algorithm-identifier.ts';
import type { AlgorithmIdentifier } from './algorithm-identifier.ts';
import { readAs } from './document-text.ts';
import type { PasswordWork } from './password-work.ts';

/** Iterations of PBKDF2 where the caller names none: what OWASP asks of HMAC-SHA256. */
export const defaultIterations: number = 600_000;

const saltOctets = 16;
const pbkdf2Oid = '1.2.840.113549.1.5.12';
const scryptOid = '1.3.6.1.4.1.11591.4.11';

/** An HMAC, as pseudo-random function of PBKDF2 or as a MAC of its own (RFC 8018 App. B.1). */
export interface Hmac {
  /** Name of its hash in `node:crypto`. */
  readonly node: string;
  readonly oid: string;
  /** Octets of the MAC. */
  readonly octets: number;
}

/** What we write: HMAC-SHA256. */
export const hmacSha256: Hmac = { node: 'sha256', oid: '1.2.840.113549.2.9', octets: 32 };

const hmacSha1: Hmac = { node: 'sha1', oid: '1.2.840.113549.2.7', octets: 20 };
const hmacs: readonly Hmac[] = [
  hmacSha256,
  hmacSha1,
  { node: 'sha224', oid: '1.2.840.113549.2.8', octets: 28 },
  { node: 'sha384', oid: '1.2.840.113549.2.10', octets: 48 },
  { node: 'sha512', oid: '1.2.840.113549.2.11', octets: 64 },
];

/** A key drawn from a password and the AlgorithmIdentifier that says how. */
export interface PasswordKey {
  readonly key: Uint8Array;
  readonly algorithm: DerValue;
}

/** A fresh key of 32 octets: PBKDF2 in HMAC-SHA256 with a new salt, on the thread pool (RFC 8018 §5.2). */
export async function drawKey(password: Secret, iterations: number): Promise<PasswordKey> {
  const salt = randomOctets(saltOctets);
  const octets = hmacSha256.octets;
  const key = await runPbkdf2(password, { salt, iterations, octets, prf: hmacSha256 });
  const prf = nullAlgorithm(hmacSha256.oid);
  const parameters = sequence(octetString(salt), integer(iterations), integer(octets), prf);
  return { key, algorithm: algorithmIdentifier(pbkdf2Oid, parameters) };
}

/**
 * The key of `octets` length that an AlgorithmIdentifier (PBKDF2, or scrypt of RFC 7914 §7) draws from a password.
 *
 * @param work  What may be done, less what is done here.
 * @throws CaError `unsupported` for another function or more work than is left; `bad_key` when a key of another length
 *   is meant or the parameters are malformed.
 */
export async function redrawKey(
  { oid, parameters }: AlgorithmIdentifier,
  password: Secret,
  octets: number,
  work: PasswordWork,
): Promise<Uint8Array> {
  if (!parameters || (oid !== pbkdf2Oid && oid !== scryptOid))
    throw new CaError('unsupported', `Keys drawn from passwords by ${oid} cannot be read.`);
  if (oid === scryptOid)
    return runScrypt(password, readWhole(parameters, readScrypt), octets, work);
  const found = readWhole(parameters, readPbkdf2);
  if (found.octets !== undefined && found.octets !== octets)
    throw new CaError('bad_key', 'The password is drawn into a key of a wrong length.');
  work.spendIterations(found.iterations, Math.ceil(octets / found.prf.octets));
  return runPbkdf2(password, { ...found, octets });
}

/** The HMAC of that OID. @throws CaError `unsupported` when it is none we know. */
export function getHmac(oid: string): Hmac {
  const found = hmacs.find((each) => each.oid === oid);
  if (!found) throw new CaError('unsupported', `The HMAC ${oid} is not supported.`);
  return found;
}

function readWhole<T>(parameters: Uint8Array, read: (reader: DerReader) => T): T {
  return readAs('bad_key', () => parseDer(parameters, read));
}

/** Parameters of PBKDF2 (RFC 8018 App. A.2). */
interface Pbkdf2 {
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly octets: number;
  readonly prf: Hmac;
}

function readPbkdf2(reader: DerReader): Omit<Pbkdf2, 'octets'> & { octets: number | undefined } {
  return reader.sequence((inner) => {
    const salt = inner.octetString();
    const iterations = inner.smallInteger();
    const octets = inner.nextIs(tag.integer) ? inner.smallInteger() : undefined;
    const prf = inner.done ? hmacSha1 : getHmac(readAlgorithmIdentifier(inner).oid);
    return { salt, iterations, octets, prf };
  });
}

function runPbkdf2(
  password: Secret,
  { salt, iterations, octets, prf }: Pbkdf2,
): Promise<Uint8Array> {
  return derived((done) =>
    pbkdf2(utf8(password.reveal()), salt, iterations, octets, prf.node, done),
  );
}

/** Parameters of scrypt (RFC 7914 §7). */
interface Scrypt {
  readonly salt: Uint8Array;
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
}

function readScrypt(reader: DerReader): Scrypt {
  return reader.sequence((inner) => {
    const salt = inner.octetString();
    const [cost, blockSize, parallelization] = [1, 2, 3].map(() => inner.smallInteger());
    if (!inner.done) inner.smallInteger();
    return {
      salt,
      cost: cost ?? 0,
      blockSize: blockSize ?? 0,
      parallelization: parallelization ?? 0,
    };
  });
}

function runScrypt(
  password: Secret,
  { salt, ...options }: Scrypt,
  octets: number,
  work: PasswordWork,
): Promise<Uint8Array> {
  const { cost, blockSize, parallelization } = options;
  const memoryBytes = work.spendScrypt(cost, blockSize, parallelization);
  const bounded = { ...options, maxmem: 2 * memoryBytes };
  return derived((done) => scrypt(utf8(password.reveal()), salt, octets, bounded, done));
}

function derived(
  run: (done: (error: Error | null, key: Buffer) => void) => void,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    try {
      run((error, key) => (error ? reject(notDrawn(error)) : resolve(new Uint8Array(key))));
    } catch (error) {
      reject(notDrawn(error));
    }
  });
}

function notDrawn(cause: unknown): CaError {
  return new CaError('bad_key', 'No key can be drawn from the password in this way.', { cause });
}
