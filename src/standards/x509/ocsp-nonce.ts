import { CaError } from '#base';
import { octetString, oid, parseDer, sequence, tag } from '#der';
import type { DerReader, DerValue } from '#der';

const nonceOid = '1.3.6.1.5.5.7.48.1.2';
const maxOctets = 128;

/** Extensions of an OCSP message that hold a nonce and nothing else (RFC 9654 §2.1). */
export function nonceExtensions(nonce: Uint8Array): DerValue {
  return sequence(sequence(oid(nonceOid), octetString(octetString(nonce))));
}

/**
 * Reads the Extensions of an OCSP message for the one that concerns us; the others are wishes one need not grant.
 *
 * @throws CaError `bad_der` when malformed, and for a nonce that is empty or longer than 128 octets; `unsupported` for
 *   another extension that is critical.
 */
export function readNonce(reader: DerReader): Uint8Array | undefined {
  let nonce: Uint8Array | undefined;
  while (!reader.done) {
    const { type, critical, value } = reader.sequence(readExtension);
    if (type !== nonceOid && critical)
      throw new CaError('unsupported', `The critical OCSP extension ${type} is not supported.`);
    if (type === nonceOid && nonce) throw new CaError('bad_der', 'There are two nonces.');
    if (type === nonceOid) nonce = parseDer(value, readValue);
  }
  return nonce;
}

function readExtension(reader: DerReader): { type: string; critical: boolean; value: Uint8Array } {
  const type = reader.oid();
  const critical = reader.nextIs(tag.boolean) && reader.boolean();
  return { type, critical, value: reader.octetString() };
}

function readValue(reader: DerReader): Uint8Array {
  const nonce = reader.octetString();
  if (nonce.length === 0 || nonce.length > maxOctets)
    throw new CaError('bad_der', `A nonce must have 1 to ${maxOctets} octets.`);
  return nonce;
}
