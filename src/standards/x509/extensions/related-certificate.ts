import { z } from 'zod';
import { toBase64, toColonHex } from '#base';
import { octetString, oid, sequence } from '#der';
import type { DerReader } from '#der';
import { nullDer, readAlgorithmIdentifier } from '../algorithm-identifier.ts';
import { base64Octets, base64Schema, oidSchema } from '../extension-value.ts';
import { extensionFault } from '../extension-kind.ts';
import type { ExtensionKind } from '../extension-kind.ts';
import { findHash, hashes } from '../hashes.ts';

/** The digest of another certificate of the same subject. */
export interface RelatedCertificate {
  /** Name of the hash, for instance `SHA-256`; dotted for one that we do not know. */
  readonly hash_algorithm: string;
  /** Digest of the other certificate's DER, base64. */
  readonly hash: string;
}

const oidByName = new Map<string, string>(hashes.map(({ name, oid }) => [name, oid]));

/** Ties this certificate to one with another kind of key (RFC 9763 §4); the CA must have seen both keys at work. */
export const relatedCertificate: ExtensionKind<RelatedCertificate, 'related_certificate'> = {
  type: 'related_certificate',
  oid: '1.3.6.1.5.5.7.1.36',
  title: 'Related Certificate',
  criticality: { default: false },
  configurable: false,
  value: z.object({
    hash_algorithm: z.union([z.enum([...oidByName.keys()]), oidSchema]),
    hash: base64Schema,
  }),
  encode: ({ hash_algorithm, hash }) =>
    sequence(
      sequence(oid(oidByName.get(hash_algorithm) ?? hash_algorithm)),
      octetString(base64Octets(hash)),
    ),
  decode: (reader) =>
    reader.sequence((inner) => ({
      hash_algorithm: decodeHash(inner),
      hash: toBase64(inner.octetString()),
    })),
  text: ({ hash_algorithm, hash }) => [`${hash_algorithm}: ${toColonHex(base64Octets(hash))}`],
};

/** SHA-2 identifiers stand with NULL parameters or, rather, with none (RFC 5754 §2). */
function decodeHash(reader: DerReader): string {
  const { oid: dotted, parameters } = readAlgorithmIdentifier(reader);
  if (parameters && Buffer.compare(parameters, nullDer) !== 0)
    throw extensionFault('Hash algorithm with parameters.');
  return findHash(dotted)?.name ?? dotted;
}
