import { publicKeyAlgorithmOid } from '#x509';
import type { CrlRule } from '../../unsigned-crl.ts';

/** The signature field names the algorithm in which the issuer signs: one that goes with its key and is still believed. */
export const signatureAlgorithm: CrlRule = {
  name: 'crl_signature_algorithm',
  source: 'RFC 5280 §5.1.2.2',
  check: ({ algorithm }, { issuer }) => {
    if (!algorithm.trusted) return 'The signature algorithm is not one to be trusted';
    return algorithm.keyOids.includes(publicKeyAlgorithmOid(issuer.spki))
      ? undefined
      : 'The signature algorithm does not go with the key of the issuer';
  },
};
