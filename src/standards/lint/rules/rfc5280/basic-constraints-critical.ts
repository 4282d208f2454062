import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** In the certificate of an authority this extension is critical. */
export const basicConstraintsCritical: CertificateRule = {
  name: 'basic_constraints_critical',
  source: 'RFC 5280 §4.2.1.9',
  check: ({ isAuthority, extensions }) =>
    isAuthority && findExtension(extensions, 'basic_constraints')?.critical === false
      ? 'The basic constraints of an authority are not critical'
      : undefined,
};
