import { explicit, integer, parseDer, sequence } from '#der';
import type { DerReader, DerValue } from '#der';
import {
  algorithmIdentifier,
  nullAlgorithm,
  readAlgorithmIdentifier,
} from './algorithm-identifier.ts';
import { findHash, getHash } from './hashes.ts';
import type { Hash, HashName } from './hashes.ts';

const mgf1 = '1.2.840.113549.1.1.8';
const theOnlyTrailer = 1;

/** What RSASSA-PSS-params say (RFC 4055 §3.1). */
export interface PssParameters {
  readonly hash: Hash;
  /** Hash of the mask generation function, which is MGF1. */
  readonly mgfHash: Hash;
  /** In octets. */
  readonly saltLength: number;
}

/**
 * RSASSA-PSS-params with one hash throughout and a salt as long as its digest. SHA-2 is written with NULL, SHA-3
 * without parameters (RFC 4055 §2.1, RFC 9688 §2).
 */
export function pssParameters(name: HashName): DerValue {
  const { oid, octets } = getHash(name);
  const hash = name.startsWith('SHA3/') ? algorithmIdentifier(oid) : nullAlgorithm(oid);
  const mask = algorithmIdentifier(mgf1, hash);
  return sequence(explicit(0, hash), explicit(1, mask), explicit(2, integer(octets)));
}

/**
 * Reads RSASSA-PSS-params; undefined when they name a hash, mask or trailer we do not know.
 *
 * @throws CaError `bad_der` when they are not RSASSA-PSS-params.
 */
export function findPssParameters(der: Uint8Array): PssParameters | undefined {
  return parseDer(der, (reader) =>
    reader.sequence((inner) => {
      const hash = optional(inner, 0, readHash, getHash('SHA1'));
      const mgfHash = optional(inner, 1, readMask, getHash('SHA1'));
      const saltLength = optional(inner, 2, (each) => each.smallInteger(), 20);
      const trailer = optional(inner, 3, (each) => each.smallInteger(), theOnlyTrailer);
      return hash && mgfHash && trailer === theOnlyTrailer
        ? { hash, mgfHash, saltLength }
        : undefined;
    }),
  );
}

function optional<T>(reader: DerReader, number: number, read: (each: DerReader) => T, other: T): T {
  const found = reader.explicit(number, (inner) => ({ value: read(inner) }));
  return found ? found.value : other;
}

function readMask(reader: DerReader): Hash | undefined {
  const { oid, parameters } = readAlgorithmIdentifier(reader);
  return oid === mgf1 && parameters ? parseDer(parameters, readHash) : undefined;
}

function readHash(reader: DerReader): Hash | undefined {
  return findHash(readAlgorithmIdentifier(reader).oid);
}
