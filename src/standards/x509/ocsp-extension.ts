import { CaError } from '#base';
import { octetString, oid, sequence, tag } from '#der';
import type { DerReader, DerValue } from '#der';

/** Extensions of an OCSP message with this one in it, not critical. */
export function encodeOcspExtension(type: string, value: DerValue): DerValue {
  return sequence(sequence(oid(type), octetString(value)));
}

/**
 * The DER of one extension among the Extensions of an OCSP message; the others are wishes one need not grant.
 *
 * @throws CaError `bad_der` when malformed, or when it is there twice; `unsupported` for another that is critical.
 */
export function findOcspExtension(reader: DerReader, wanted: string): Uint8Array | undefined {
  let found: Uint8Array | undefined;
  while (!reader.done) {
    const { type, critical, value } = reader.sequence(readExtension);
    if (type !== wanted && critical)
      throw new CaError('unsupported', `The critical OCSP extension ${type} is not supported.`);
    if (type === wanted && found)
      throw new CaError('bad_der', `The OCSP extension ${type} is there twice.`);
    if (type === wanted) found = value;
  }
  return found;
}

function readExtension(reader: DerReader): { type: string; critical: boolean; value: Uint8Array } {
  const type = reader.oid();
  const critical = reader.nextIs(tag.boolean) && reader.boolean();
  return { type, critical, value: reader.octetString() };
}
