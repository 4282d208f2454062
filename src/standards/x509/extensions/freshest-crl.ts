import { distributionPoints } from '../distribution-point.ts';
import type { DistributionPoint } from '../distribution-point.ts';
import type { ExtensionKind } from '../extension-kind.ts';

/** Where delta CRLs are published (RFC 5280 §4.2.1.15). */
export const freshestCrl: ExtensionKind<readonly DistributionPoint[], 'freshest_crl'> = {
  type: 'freshest_crl',
  oid: '2.5.29.46',
  title: 'Freshest CRL',
  criticality: { default: false, fixed: true },
  configurable: true,
  ...distributionPoints,
};
