import { oid, OctetsMemo, parseDer, raw, sequence } from '#der';
import type { DerReader, DerValue, OptionalDer } from '#der';

/** AlgorithmIdentifier (RFC 5280 §4.1.1.2) as it stands in a document. */
export interface AlgorithmIdentifier {
  /** Dotted. */
  readonly oid: string;
  /** The parameters' own DER; undefined when there are none, which is not the same as NULL. */
  readonly parameters: Uint8Array | undefined;
  /** The whole. */
  readonly der: Uint8Array;
}

/** DER of NULL, which some algorithms want as parameters where others want none. */
export const nullDer: Uint8Array = new Uint8Array([0x05, 0x00]);

/** The next AlgorithmIdentifier; what its parameters mean is left to the algorithm. */
export function readAlgorithmIdentifier(reader: DerReader): AlgorithmIdentifier {
  return parseAlgorithmIdentifier(reader.whole());
}

/** One AlgorithmIdentifier from its whole encoding. @throws CaError `bad_der`. */
export function parseAlgorithmIdentifier(der: Uint8Array): AlgorithmIdentifier {
  return parsed.get(der, (octets) => parse(octets.slice()));
}

/** Those met before: documents name the same few again and again. */
const parsed = new OctetsMemo<AlgorithmIdentifier>(64, 128);

function parse(der: Uint8Array): AlgorithmIdentifier {
  return parseDer(der, (reader) =>
    reader.sequence((inner) => ({
      oid: inner.oid(),
      parameters: inner.done ? undefined : inner.whole(),
      der,
    })),
  );
}

/** AlgorithmIdentifier to be written; leave the parameters out where the standard wants them absent. */
export function algorithmIdentifier(dotted: string, parameters?: OptionalDer): DerValue {
  return sequence(oid(dotted), parameters);
}

/** AlgorithmIdentifier with NULL for parameters, as RSA and the older hashes have it (RFC 8017 App. A). */
export function nullAlgorithm(dotted: string): DerValue {
  return sequence(oid(dotted), raw(nullDer));
}
