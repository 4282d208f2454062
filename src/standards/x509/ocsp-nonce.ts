import { CaError } from '#base';
import { octetString, parseDer } from '#der';
import type { DerReader, DerValue } from '#der';
import { encodeOcspExtension, findOcspExtension } from './ocsp-extension.ts';

const nonceOid = '1.3.6.1.5.5.7.48.1.2';
const maxOctets = 128;

/** Extensions of an OCSP message that hold a nonce and nothing else (RFC 9654 §2.1). */
export function nonceExtensions(nonce: Uint8Array): DerValue {
  return encodeOcspExtension(nonceOid, octetString(nonce));
}

/**
 * The nonce among the Extensions of an OCSP message.
 *
 * @throws CaError as {@link findOcspExtension}; `bad_der` for a nonce that is empty or longer than 128 octets.
 */
export function readNonce(reader: DerReader): Uint8Array | undefined {
  const value = findOcspExtension(reader, nonceOid);
  return value && parseDer(value, readValue);
}

function readValue(reader: DerReader): Uint8Array {
  const nonce = reader.octetString();
  if (nonce.length === 0 || nonce.length > maxOctets)
    throw new CaError('bad_der', `A nonce must have 1 to ${maxOctets} octets.`);
  return nonce;
}
