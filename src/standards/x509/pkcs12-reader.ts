import type { KeyObject } from 'node:crypto';
import { CaError } from '#base';
import type { Secret } from '#base';
import { constructedTag, contextTag, parseDer, tag } from '#der';
import type { DerReader } from '#der';
import { readAlgorithmIdentifier } from './algorithm-identifier.ts';
import type { AlgorithmIdentifier } from './algorithm-identifier.ts';
import { readAs } from './document-text.ts';
import { PasswordWork } from './password-work.ts';
import { decryptPbes2, wrongPassword } from './pbes2.ts';
import { readMacData, verifyMac } from './pkcs12-mac.ts';
import type { MacData } from './pkcs12-mac.ts';
import { pkcs12Oids } from './pkcs12-oids.ts';
import { decryptPkcs8, parsePkcs8 } from './pkcs8.ts';

const maxDepth = 4;
const maxParts = 32;

/** What a PKCS #12 file held, in the order of the file. */
export interface ParsedPkcs12 {
  readonly keys: readonly KeyObject[];
  /** DER, not looked into. */
  readonly certificates: readonly Uint8Array[];
  /** Of the first bag that has one. */
  readonly friendlyName: string | undefined;
}

/**
 * Reads a PKCS #12 file (RFC 7292) in DER: its MAC is checked before anything in it is decrypted. CRLs and secrets in
 * it are passed over.
 *
 * @throws CaError `bad_key` when it is malformed, has no MAC, or the password is wrong; `unsupported` for encryption
 *   other than PBES2, as files from before about 2020 have it, for unknown MACs, and when MAC, parts and keys together
 *   ask for more than 2,097,152 iterations; `too_large` for more than 32 keys, or more than 32 parts around them.
 */
export async function parsePkcs12(der: Uint8Array, password: Secret): Promise<ParsedPkcs12> {
  const { safes, mac } = readAs('bad_key', () => parseDer(der, readPfx));
  const work = new PasswordWork();
  if (!(await verifyMac(mac, safes, password, work))) throw wrongPassword();
  const contents = readAs('bad_key', () =>
    parseDer(safes, (reader) => reader.list((each) => each.sequence(readContentInfo))),
  );
  requireFew(contents.length);
  const bags: Bag[] = [];
  for (const each of contents) bags.push(...(await openContents(each, password, work)));
  return collect(bags, password, work);
}

interface Pfx {
  /** The AuthenticatedSafe: what the MAC is over. */
  readonly safes: Uint8Array;
  readonly mac: MacData;
}

/** PBES2 parameters and ciphertext, or the SafeContents in the clear. */
interface Contents {
  readonly encryption: AlgorithmIdentifier | undefined;
  readonly octets: Uint8Array;
}

interface Bag {
  readonly type: string;
  /** What stands inside the explicit tag. */
  readonly value: Uint8Array;
  readonly friendlyName: string | undefined;
}

function readPfx(reader: DerReader): Pfx {
  return reader.sequence((inner) => {
    if (inner.smallInteger() !== 3) throw new CaError('bad_key', 'The PKCS #12 version must be 3.');
    const { encryption, octets } = inner.sequence(readContentInfo);
    if (encryption || inner.done)
      throw new CaError('bad_key', 'A PKCS #12 file must be protected by a MAC.');
    return { safes: octets, mac: readMacData(inner) };
  });
}

function readContentInfo(reader: DerReader): Contents {
  const type = reader.oid();
  if (type === pkcs12Oids.data) {
    const octets = reader.within(constructedTag(0), (inner) => inner.octetString());
    return { encryption: undefined, octets };
  }
  if (type !== pkcs12Oids.encryptedData)
    throw new CaError('unsupported', `The PKCS #12 content type ${type} is not supported.`);
  return reader.within(constructedTag(0), (inner) => inner.sequence(readEncryptedData));
}

function readEncryptedData(reader: DerReader): Contents {
  reader.smallInteger();
  return reader.sequence((inner) => {
    inner.oid();
    const encryption = readAlgorithmIdentifier(inner);
    return { encryption, octets: inner.octetString(contextTag(0)) };
  });
}

async function openContents(
  { encryption, octets }: Contents,
  password: Secret,
  work: PasswordWork,
): Promise<Bag[]> {
  const plain = encryption ? await decryptPbes2(encryption, octets, password, work) : octets;
  return readAs('bad_key', () => parseDer(plain, (reader) => readBags(reader, 0)));
}

function readBags(reader: DerReader, depth: number): Bag[] {
  if (depth > maxDepth) throw new CaError('bad_key', 'The PKCS #12 bags are nested too deeply.');
  return reader
    .list((each) => each.sequence(readBag))
    .flatMap((bag) =>
      bag.type === pkcs12Oids.safeContentsBag
        ? parseDer(bag.value, (inner) => readBags(inner, depth + 1))
        : [bag],
    );
}

function readBag(reader: DerReader): Bag {
  const type = reader.oid();
  const value = reader.within(constructedTag(0), (inner) => inner.any().der);
  const attributes = reader.done ? [] : reader.list((each) => each.sequence(readName), tag.set);
  return { type, value, friendlyName: attributes.find((each) => each !== undefined) };
}

function readName(reader: DerReader): string | undefined {
  const type = reader.oid();
  if (type === pkcs12Oids.friendlyName)
    return reader.within(tag.set, (inner) => inner.string(tag.bmpString));
  reader.content(tag.set);
  return undefined;
}

async function collect(
  bags: readonly Bag[],
  password: Secret,
  work: PasswordWork,
): Promise<ParsedPkcs12> {
  const keys: KeyObject[] = [];
  const certificates: Uint8Array[] = [];
  requireFew(bags.filter(isKey).length);
  for (const { type, value } of bags) {
    if (type === pkcs12Oids.keyBag) keys.push(parsePkcs8(value));
    if (type === pkcs12Oids.shroudedKeyBag) keys.push(await decryptPkcs8(value, password, work));
    if (type === pkcs12Oids.certBag)
      certificates.push(...readAs('bad_key', () => readCertificate(value)));
  }
  const friendlyName = bags.find((bag) => bag.friendlyName !== undefined)?.friendlyName;
  return { keys, certificates, friendlyName };
}

function isKey({ type }: Bag): boolean {
  return type === pkcs12Oids.keyBag || type === pkcs12Oids.shroudedKeyBag;
}

function requireFew(count: number): void {
  if (count > maxParts)
    throw new CaError('too_large', `A PKCS #12 file may hold at most ${maxParts} keys and parts.`);
}

/** The certificate of a bag; none where it is of another kind than X.509. */
function readCertificate(bag: Uint8Array): Uint8Array[] {
  return parseDer(bag, (reader) =>
    reader.sequence((inner) => {
      const type = inner.oid();
      const value = inner.within(constructedTag(0), (each) => each.any());
      return type === pkcs12Oids.x509Certificate && value.tag === tag.octetString
        ? [value.content]
        : [];
    }),
  );
}
