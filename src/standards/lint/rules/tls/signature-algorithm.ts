import { parsePublicKey } from '#x509';
import { signerOf, type CertificateRule } from '../../certificate-rule.ts';

const rsa = [256, 384, 512].flatMap((bits) => [`rsa-sha${bits}`, `rsa-pss-sha${bits}`]);
const ecdsa: Readonly<Record<string, string>> = {
  'P-256': 'ecdsa-sha256',
  'P-384': 'ecdsa-sha384',
  'P-521': 'ecdsa-sha512',
};

/** RSA keys sign over SHA-2 of 256 bits or more; each curve has its one hash. */
export const signatureAlgorithm: CertificateRule = {
  name: 'tls_signature_algorithm',
  source: 'BR §7.1.3.2',
  check: (document, context) => {
    const { spec } = parsePublicKey(signerOf(document, context).spki);
    const fitting = spec.type === 'ec' ? [ecdsa[spec.curve]] : rsa;
    return fitting.includes(document.algorithm.id)
      ? undefined
      : `The signature algorithm ${document.algorithm.id} is not used in TLS with the key of the issuer`;
  },
};
