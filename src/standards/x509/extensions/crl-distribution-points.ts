import { distributionPoints } from '../distribution-point.ts';
import type { DistributionPoint } from '../distribution-point.ts';
import type { ExtensionKind } from '../extension-kind.ts';

/** Where the CRL that covers this certificate is published (RFC 5280 §4.2.1.13). */
export const crlDistributionPoints: ExtensionKind<
  readonly DistributionPoint[],
  'crl_distribution_points'
> = {
  type: 'crl_distribution_points',
  oid: '2.5.29.31',
  title: 'CRL Distribution Points',
  criticality: { default: false },
  configurable: true,
  ...distributionPoints,
};
