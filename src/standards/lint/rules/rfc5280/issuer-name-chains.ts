import { equalBytes } from '#base';
import { signerOf, type CertificateRule } from '../../certificate-rule.ts';

/** The issuer field is the subject of whoever signs. Octet for octet: not all who compare names fold case. */
export const issuerNameChains: CertificateRule = {
  name: 'issuer_name_chains',
  source: 'RFC 5280 §4.1.2.4',
  check: (document, context) =>
    equalBytes(document.issuerDer, signerOf(document, context).subjectDer)
      ? undefined
      : 'The issuer is not the subject of the signing certificate',
};
