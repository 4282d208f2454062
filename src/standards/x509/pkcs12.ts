import type { KeyObject } from 'node:crypto';
import type { Secret } from '#base';
import {
  contextTag,
  encodeDer,
  explicit,
  integer,
  octetString,
  oid,
  raw,
  sequence,
  setOf,
  tag,
  text,
} from '#der';
import type { DerValue, OptionalDer } from '#der';
import { digest } from './hashes.ts';
import { defaultIterations } from './password-key.ts';
import { encryptPbes2 } from './pbes2.ts';
import { makeMac, makePbmac1 } from './pkcs12-mac.ts';
import { pkcs12Oids } from './pkcs12-oids.ts';
import { encryptPkcs8 } from './pkcs8.ts';

const macIterations = 100_000;

/** A private key with its certificates: what goes into a `.p12` or `.pfx` file. */
export interface Pkcs12Content {
  readonly key: KeyObject;
  /** DER: the certificate of the key first, then those that lead to the root. */
  readonly certificates: readonly Uint8Array[];
  /** How key stores list the key. */
  readonly friendlyName?: string | undefined;
}

/** How a PKCS #12 file is protected. */
export interface Pkcs12Options {
  /**
   * `hmac` is the MAC that every reader knows, PBMAC1 the stronger one of RFC 9579 (OpenSSL from 3.4, Java from 26).
   * Default: `hmac`.
   */
  readonly mac?: 'hmac' | 'pbmac1';
  /** Of PBKDF2, and of the MAC. Default: 600,000, and 100,000 for `hmac`, which cannot leave the event loop. */
  readonly iterations?: number;
}

/**
 * A PKCS #12 file (RFC 7292), DER: key and certificates each in PBES2 with AES-256, a MAC over both.
 *
 * @throws CaError `bad_der` when `friendlyName` has a character that BMPString has not.
 */
export async function encodePkcs12(
  content: Pkcs12Content,
  password: Secret,
  options: Pkcs12Options = {},
): Promise<Uint8Array> {
  const iterations = options.iterations ?? defaultIterations;
  const safes = encodeDer(
    sequence(
      await encryptedData(certificateBags(content), password, iterations),
      plainData(await keyBags(content, password, iterations)),
    ),
  );
  const mac =
    options.mac === 'pbmac1'
      ? await makePbmac1(safes, password, iterations)
      : await makeMac(safes, password, options.iterations ?? macIterations);
  return encodeDer(sequence(integer(3), plainData(raw(safes)), mac));
}

async function encryptedData(
  bags: DerValue,
  password: Secret,
  iterations: number,
): Promise<DerValue> {
  const { algorithm, ciphertext } = await encryptPbes2(encodeDer(bags), password, iterations);
  const content = sequence(oid(pkcs12Oids.data), algorithm, octetString(ciphertext, contextTag(0)));
  return sequence(oid(pkcs12Oids.encryptedData), explicit(0, sequence(integer(0), content)));
}

function plainData(content: DerValue): DerValue {
  return sequence(oid(pkcs12Oids.data), explicit(0, octetString(content)));
}

function certificateBags({ certificates, friendlyName }: Pkcs12Content): DerValue {
  const bags = certificates.map((der, i) => {
    const value = sequence(oid(pkcs12Oids.x509Certificate), explicit(0, octetString(der)));
    const attributes = i === 0 ? bagAttributes(der, friendlyName) : undefined;
    return sequence(oid(pkcs12Oids.certBag), explicit(0, value), attributes);
  });
  return sequence(...bags);
}

async function keyBags(
  { key, certificates, friendlyName }: Pkcs12Content,
  password: Secret,
  iterations: number,
): Promise<DerValue> {
  const [own] = certificates;
  const value = raw(await encryptPkcs8(key, password, iterations));
  const attributes = own && bagAttributes(own, friendlyName);
  return sequence(sequence(oid(pkcs12Oids.shroudedKeyBag), explicit(0, value), attributes));
}

/** Key and certificate find each other by localKeyId, for which everybody takes the certificate's SHA-1. */
function bagAttributes(certificate: Uint8Array, friendlyName: string | undefined): OptionalDer {
  const id = octetString(digest('SHA1', certificate));
  const attributes = [sequence(oid(pkcs12Oids.localKeyId), setOf([id]))];
  if (friendlyName !== undefined) {
    const name = text(tag.bmpString, friendlyName);
    attributes.push(sequence(oid(pkcs12Oids.friendlyName), setOf([name])));
  }
  return setOf(attributes);
}
