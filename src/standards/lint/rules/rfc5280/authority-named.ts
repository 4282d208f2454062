import type { CertificateRule } from '../../certificate-rule.ts';

/** The subject of an authority is the issuer of all it signs, and so is never empty. */
export const authorityNamed: CertificateRule = {
  name: 'authority_named',
  source: 'RFC 5280 §4.1.2.6',
  check: ({ isAuthority, subject }) =>
    isAuthority && subject.length === 0 ? 'An authority has no subject' : undefined,
};
