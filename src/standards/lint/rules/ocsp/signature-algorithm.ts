import { publicKeyAlgorithmOid, type Certificate } from '#x509';
import type { OcspRule } from '../../unsigned-ocsp-response.ts';

/** The responder signs in an algorithm that goes with its key and that is still believed. */
export const signatureAlgorithm: OcspRule = {
  name: 'ocsp_signature_algorithm',
  source: 'RFC 6960 §4.3',
  check: (_, { algorithm, responder }) => {
    if (!algorithm.trusted) return 'The signature algorithm is not one to be trusted';
    return algorithm.keyOids.includes(keyOidOf(responder))
      ? undefined
      : 'The signature algorithm does not go with the key of the responder';
  },
};

/** A responder signs very often: what kind of key it has is read once. */
const known = new WeakMap<Certificate, string>();

function keyOidOf(responder: Certificate): string {
  const oid = known.get(responder) ?? publicKeyAlgorithmOid(responder.spki);
  known.set(responder, oid);
  return oid;
}
