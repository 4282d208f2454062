import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { CaError, isCaError } from '#base';
import type { Secret } from '#base';
import {
  DerReader,
  encodeDer,
  encodePem,
  octetString,
  parseDer,
  parsePem,
  sequence,
  tag,
} from '#der';
import type { PemBlock } from '#der';
import { readAlgorithmIdentifier } from './algorithm-identifier.ts';
import type { AlgorithmIdentifier } from './algorithm-identifier.ts';
import { readAs } from './document-text.ts';
import { keyOids } from './key-spec.ts';
import { defaultIterations } from './password-key.ts';
import { PasswordWork } from './password-work.ts';
import { decryptPbes2, encryptPbes2, wrongPassword } from './pbes2.ts';
import { publicKeyDer } from './private-key.ts';
import { parsePublicKey, requireKeyType } from './public-key.ts';

/** OpenSSL works out the public half of a DSA key as it reads it: at 16,384 bits that takes seconds. */
const maxDsaBytes = 1024;

/** PrivateKeyInfo, DER, not encrypted (RFC 5958 §2). */
export function encodePkcs8(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ format: 'der', type: 'pkcs8' }));
}

/**
 * Reads a PrivateKeyInfo.
 *
 * @throws CaError `bad_key` when it is none, of a key type that we do not know, or a DSA key of more than 1,024 octets.
 */
export function parsePkcs8(der: Uint8Array): KeyObject {
  const { oid } = readAs('bad_key', () => parseDer(der, readKeyAlgorithm));
  requireKeyType(oid);
  if (oid === keyOids.dsa && der.length > maxDsaBytes)
    throw new CaError('bad_key', 'The DSA key is longer than any that is in use.');
  return importKey(der, 'pkcs8');
}

/**
 * EncryptedPrivateKeyInfo, DER (RFC 5958 §3): PBES2 with PBKDF2 in HMAC-SHA256 and AES-256-CBC. Not through
 * `KeyObject.export`, which draws the key from the password in 2,048 iterations.
 *
 * @param iterations  Of PBKDF2. Default: 600,000.
 */
export async function encryptPkcs8(
  key: KeyObject,
  password: Secret,
  iterations: number = defaultIterations,
): Promise<Uint8Array> {
  const plaintext = encodePkcs8(key);
  const { algorithm, ciphertext } = await encryptPbes2(plaintext, password, iterations);
  plaintext.fill(0);
  return encodeDer(sequence(algorithm, octetString(ciphertext)));
}

/**
 * Reads an EncryptedPrivateKeyInfo.
 *
 * @param work  What drawing the key from the password may cost. Default: as much as one document may ask for, 2,097,152
 *   rounds of PBKDF2, or of scrypt in 64 MiB.
 * @throws CaError `bad_key` when the password is wrong or the key is none; `unsupported` for encryption other than
 *   PBES2, and for more work.
 */
export async function decryptPkcs8(
  der: Uint8Array,
  password: Secret,
  work: PasswordWork = new PasswordWork(),
): Promise<KeyObject> {
  const { algorithm, ciphertext } = readAs('bad_key', () =>
    parseDer(der, (reader) =>
      reader.sequence((inner) => ({
        algorithm: readAlgorithmIdentifier(inner),
        ciphertext: inner.octetString(),
      })),
    ),
  );
  const plaintext = await decryptPbes2(algorithm, ciphertext, password, work);
  try {
    return parsePkcs8(plaintext);
  } catch (error) {
    throw isCaError(error, 'bad_key') ? wrongPassword() : error;
  } finally {
    plaintext.fill(0);
  }
}

/** PEM of a private key: `ENCRYPTED PRIVATE KEY` when a password is given, else `PRIVATE KEY` (RFC 7468 §10, §11). */
export async function privateKeyPem(key: KeyObject, password?: Secret): Promise<string> {
  if (!password) return encodePem('PRIVATE KEY', encodePkcs8(key));
  return encodePem('ENCRYPTED PRIVATE KEY', await encryptPkcs8(key, password));
}

/**
 * Reads a private key that somebody brings: PEM with one key in it (PKCS #8, encrypted or not, or the older
 * `RSA PRIVATE KEY` and `EC PRIVATE KEY` without encryption; other blocks are passed over), or PKCS #8 in DER.
 *
 * @throws CaError `bad_key` when there is no key or more than one, when the key is malformed or of an unknown type, and
 *   when the password is wrong or missing; `unsupported` for encryption other than PBES2; `too_large`.
 */
export async function parsePrivateKeyText(
  input: string | Uint8Array,
  password?: Secret,
): Promise<KeyObject> {
  const { label, der } = readAs('bad_key', () => findKey(input));
  const type = keyLabels[label];
  if (type === 'pkcs8') return parsePkcs8(der);
  if (type) return importKey(der, type);
  if (!password) throw new CaError('bad_key', 'The private key is encrypted: give its password.');
  return decryptPkcs8(der, password);
}

function readKeyAlgorithm(reader: DerReader): AlgorithmIdentifier {
  const inner = reader.inside();
  inner.smallInteger();
  return readAlgorithmIdentifier(inner);
}

/** Types of `createPrivateKey` by PEM label; null for the one that is encrypted. */
const keyLabels: Readonly<Record<string, 'pkcs8' | 'pkcs1' | 'sec1' | null>> = {
  'PRIVATE KEY': 'pkcs8',
  'RSA PRIVATE KEY': 'pkcs1',
  'EC PRIVATE KEY': 'sec1',
  'ENCRYPTED PRIVATE KEY': null,
};

function findKey(input: string | Uint8Array): PemBlock {
  const blocks = toBlocks(input).filter(({ label }) => Object.hasOwn(keyLabels, label));
  const [block] = blocks;
  if (!block || blocks.length > 1)
    throw new CaError('bad_key', `Expected one private key, found ${blocks.length}.`);
  return block;
}

/** DER carries no label: an EncryptedPrivateKeyInfo begins with a SEQUENCE, a PrivateKeyInfo with its version. */
function toBlocks(input: string | Uint8Array): PemBlock[] {
  if (typeof input === 'string') return parsePem(input);
  if (input[0] !== tag.sequence) return parsePem(Buffer.from(input).toString('utf8'));
  const encrypted = DerReader.of(input).inside().nextIs(tag.sequence);
  return [{ label: encrypted ? 'ENCRYPTED PRIVATE KEY' : 'PRIVATE KEY', der: input }];
}

function importKey(der: Uint8Array, type: 'pkcs8' | 'pkcs1' | 'sec1'): KeyObject {
  readAs('bad_key', () => parseDer(der, (reader) => reader.any()));
  const { key, spki } = tryImport(der, type);
  parsePublicKey(spki);
  return key;
}

function tryImport(
  der: Uint8Array,
  type: 'pkcs8' | 'pkcs1' | 'sec1',
): { readonly key: KeyObject; readonly spki: Uint8Array } {
  try {
    const key = createPrivateKey({ key: Buffer.from(der), format: 'der', type });
    return { key, spki: publicKeyDer(key) };
  } catch (cause) {
    throw new CaError('bad_key', 'The private key is malformed, or of an unknown type.', { cause });
  }
}
