import type { CertificateRule } from '../../certificate-rule.ts';

/** «The issuer field MUST contain a non-empty distinguished name (DN).» */
export const issuerNamed: CertificateRule = {
  name: 'issuer_named',
  source: 'RFC 5280 §4.1.2.4',
  check: ({ issuer }) => (issuer.length > 0 ? undefined : 'The issuer has no name'),
};
