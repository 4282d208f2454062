import { equalBytes } from '#base';
import type { CertificateRule } from '../rule.ts';

/** The issuer field is, octet for octet, the subject of whoever signs. */
export const issuerNameChains: CertificateRule = {
  name: 'issuer_name_chains',
  source: 'RFC 5280 §4.1.2.4',
  check: ({ issuerDer, subjectDer }, { issuer }) =>
    equalBytes(issuerDer, issuer === 'self' ? subjectDer : issuer.subjectDer)
      ? undefined
      : 'The issuer is not the subject of the signing certificate',
};
