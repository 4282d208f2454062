import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** This extension is used only in the certificates of authorities. */
export const nameConstraintsOnlyAuthorities: CertificateRule = {
  name: 'name_constraints_only_authorities',
  source: 'RFC 5280 §4.2.1.10',
  check: ({ isAuthority, extensions }) =>
    !isAuthority && findExtension(extensions, 'name_constraints')
      ? 'Name constraints without being an authority'
      : undefined,
};
