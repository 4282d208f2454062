import { createCipheriv, createDecipheriv } from 'node:crypto';
import { CaError, concat, randomOctets } from '#base';
import type { Secret } from '#base';
import { octetString, parseDer, sequence } from '#der';
import type { DerReader, DerValue } from '#der';
import { algorithmIdentifier, readAlgorithmIdentifier } from './algorithm-identifier.ts';
import type { AlgorithmIdentifier } from './algorithm-identifier.ts';
import { readAs } from './document-text.ts';
import { drawKey, redrawKey } from './password-key.ts';
import type { PasswordWork } from './password-work.ts';

const pbes2Oid = '1.2.840.113549.1.5.13';
const aes256 = { node: 'aes-256-cbc', oid: '2.16.840.1.101.3.4.1.42', octets: 32 };
const ciphers = [
  aes256,
  { node: 'aes-192-cbc', oid: '2.16.840.1.101.3.4.1.22', octets: 24 },
  { node: 'aes-128-cbc', oid: '2.16.840.1.101.3.4.1.2', octets: 16 },
  { node: 'des-ede3-cbc', oid: '1.2.840.113549.3.7', octets: 24 },
];

/** Octets encrypted under a password, and the AlgorithmIdentifier that says how. */
export interface Encrypted {
  readonly algorithm: DerValue;
  readonly ciphertext: Uint8Array;
}

/** Encrypts by PBES2: PBKDF2 in HMAC-SHA256, AES-256 in CBC mode (RFC 8018 §6.2). */
export async function encryptPbes2(
  plaintext: Uint8Array,
  password: Secret,
  iterations: number,
): Promise<Encrypted> {
  const drawn = await drawKey(password, iterations);
  const iv = randomOctets(16);
  const cipher = createCipheriv(aes256.node, drawn.key, iv);
  const ciphertext = concat(cipher.update(plaintext), cipher.final());
  const scheme = algorithmIdentifier(aes256.oid, octetString(iv));
  return {
    algorithm: algorithmIdentifier(pbes2Oid, sequence(drawn.algorithm, scheme)),
    ciphertext,
  };
}

/**
 * Decrypts what an AlgorithmIdentifier of PBES2 describes, with AES or triple DES in CBC mode.
 *
 * @throws CaError `unsupported` for other schemes, the PBES1 and PKCS #12 ones of old files among them, and for more
 *   work than is left; `bad_key` when the password is wrong or the octets are damaged, which cannot be told apart.
 */
export async function decryptPbes2(
  { oid, parameters }: AlgorithmIdentifier,
  ciphertext: Uint8Array,
  password: Secret,
  work: PasswordWork,
): Promise<Uint8Array> {
  if (oid !== pbes2Oid || !parameters)
    throw new CaError('unsupported', `The encryption ${oid} is too old; encrypt with AES (PBES2).`);
  const [derivation, scheme] = readAs('bad_key', () => parseDer(parameters, readParameters));
  const cipher = ciphers.find((each) => each.oid === scheme.oid);
  const ivDer = scheme.parameters;
  if (!cipher || !ivDer)
    throw new CaError('unsupported', `The cipher ${scheme.oid} is not supported.`);
  const iv = readAs('bad_key', () => parseDer(ivDer, (reader) => reader.octetString()));
  const key = await redrawKey(derivation, password, cipher.octets, work);
  try {
    const decipher = createDecipheriv(cipher.node, key, iv);
    return concat(decipher.update(ciphertext), decipher.final());
  } catch {
    throw wrongPassword();
  }
}

/** The one answer to a wrong password and to damaged octets. It names no cause: that would tell the two apart. */
export function wrongPassword(): CaError {
  return new CaError('bad_key', 'The password is wrong, or the key is damaged.');
}

function readParameters(reader: DerReader): [AlgorithmIdentifier, AlgorithmIdentifier] {
  return reader.sequence((inner) => [
    readAlgorithmIdentifier(inner),
    readAlgorithmIdentifier(inner),
  ]);
}
