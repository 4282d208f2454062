import { publicKeyAlgorithmOid } from '#x509';
import { signerOf, type CertificateRule } from '../../certificate-rule.ts';

/**
 * The signature field names the algorithm in which the issuer signs. Our own: one that goes with the issuer's key and
 * that relying parties still believe, so neither MD5 nor SHA-1.
 */
export const signatureAlgorithm: CertificateRule = {
  name: 'signature_algorithm',
  source: 'RFC 5280 §4.1.2.3',
  check: (document, context) => {
    const { algorithm } = document;
    if (!algorithm.trusted) return 'The signature algorithm is not one to be trusted';
    return algorithm.keyOids.includes(publicKeyAlgorithmOid(signerOf(document, context).spki))
      ? undefined
      : 'The signature algorithm does not go with the key of the issuer';
  },
};
