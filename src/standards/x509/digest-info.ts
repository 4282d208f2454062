import { encodeDer, octetString, sequence } from '#der';
import { nullAlgorithm } from './algorithm-identifier.ts';
import { getHash } from './hashes.ts';
import type { AnyHashName } from './hashes.ts';

/**
 * DigestInfo, DER: what RSA in PKCS #1 v1.5 pads and signs, for devices that do no more than that (RFC 8017 §9.2). The
 * hash has NULL for parameters, as the note there wants it.
 *
 * @param digest  Of the message, by `hash`.
 */
export function encodeDigestInfo(hash: AnyHashName, digest: Uint8Array): Uint8Array {
  return encodeDer(sequence(nullAlgorithm(getHash(hash).oid), octetString(digest)));
}
