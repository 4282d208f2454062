import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';
import { findFaultyPoint } from '../../distribution-points.ts';

/** A distribution point has a name or an issuer, never reasons alone; relative names need a single issuer. */
export const crlDistributionPoints: CertificateRule = {
  name: 'crl_distribution_points',
  source: 'RFC 5280 §4.2.1.13',
  check: ({ extensions }) =>
    findFaultyPoint(findExtension(extensions, 'crl_distribution_points')?.value ?? []),
};
