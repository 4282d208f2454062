import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';
import { findFaultyPoint } from '../../distribution-points.ts';

/** Where delta CRLs are has the same form as where CRLs are. */
export const freshestCrl: CertificateRule = {
  name: 'freshest_crl',
  source: 'RFC 5280 §4.2.1.15',
  check: ({ extensions }) =>
    findFaultyPoint(findExtension(extensions, 'freshest_crl')?.value ?? []),
};
