import { createHash, hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { toColonHex } from '#base';

/** A hash that may be named when something is signed, in the one spelling used everywhere. */
export type HashName =
  | 'SHA-224'
  | 'SHA-256'
  | 'SHA-384'
  | 'SHA-512'
  | 'SHA3/224'
  | 'SHA3/256'
  | 'SHA3/384'
  | 'SHA3/512';

/** Also the broken hashes: shown on imported documents and used as mere identifiers, never accepted in a signature. */
export type AnyHashName = HashName | 'SHA1' | 'MD5';

/** What is known about one hash. */
export interface Hash {
  readonly name: AnyHashName;
  /** Name in `node:crypto`. */
  readonly node: string;
  readonly oid: string;
  /** Octets of a digest. */
  readonly octets: number;
  /** Whether a signature may use it. */
  readonly strong: boolean;
}

const nist = '2.16.840.1.101.3.4.2';
const pieceBytes = 1 << 20;

/** Every hash we know, the weak ones last. OIDs: RFC 8017 App. B.1, RFC 9688 §2. */
export const hashes: readonly Hash[] = [
  { name: 'SHA-224', node: 'sha224', oid: `${nist}.4`, octets: 28, strong: true },
  { name: 'SHA-256', node: 'sha256', oid: `${nist}.1`, octets: 32, strong: true },
  { name: 'SHA-384', node: 'sha384', oid: `${nist}.2`, octets: 48, strong: true },
  { name: 'SHA-512', node: 'sha512', oid: `${nist}.3`, octets: 64, strong: true },
  { name: 'SHA3/224', node: 'sha3-224', oid: `${nist}.7`, octets: 28, strong: true },
  { name: 'SHA3/256', node: 'sha3-256', oid: `${nist}.8`, octets: 32, strong: true },
  { name: 'SHA3/384', node: 'sha3-384', oid: `${nist}.9`, octets: 48, strong: true },
  { name: 'SHA3/512', node: 'sha3-512', oid: `${nist}.10`, octets: 64, strong: true },
  { name: 'SHA1', node: 'sha1', oid: '1.3.14.3.2.26', octets: 20, strong: false },
  { name: 'MD5', node: 'md5', oid: '1.2.840.113549.2.5', octets: 16, strong: false },
];

/** The hashes that may be named when something is signed, in the order of their size within each family. */
export const hashNames: readonly HashName[] = hashes
  .filter((each) => each.strong)
  .map((each) => each.name as HashName);

const byName = new Map(hashes.map((each) => [each.name, each]));
const byOid = new Map(hashes.map((each) => [each.oid, each]));

/** What is known about the hash of that name. */
export function getHash(name: AnyHashName): Hash {
  return byName.get(name) as Hash;
}

/** The hash with this object identifier; undefined when we do not know it. */
export function findHash(oid: string): Hash | undefined {
  return byOid.get(oid);
}

/** Digest of `bytes`. */
export function digest(name: AnyHashName, bytes: Uint8Array): Uint8Array {
  return new Uint8Array(hash(getHash(name).node, bytes, 'buffer'));
}

/** As {@link digest}, but a message longer than a megabyte is hashed in pieces between which the event loop turns. */
export async function digestMessage(name: AnyHashName, message: Uint8Array): Promise<Uint8Array> {
  if (message.length <= pieceBytes) return digest(name, message);
  const hash = createHash(getHash(name).node);
  for (let at = 0; at < message.length; at += pieceBytes) {
    hash.update(message.subarray(at, at + pieceBytes));
    await setImmediate();
  }
  return new Uint8Array(hash.digest());
}

/** Digest of a whole document as people compare it: upper-case hex with a colon between bytes, `AA:BB:…`. */
export function fingerprint(der: Uint8Array, name: AnyHashName): string {
  return toColonHex(digest(name, der));
}
