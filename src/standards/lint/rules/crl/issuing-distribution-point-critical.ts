import { alwaysCritical } from '../../criticality.ts';
import type { CrlRule } from '../../unsigned-crl.ts';

/** This extension is critical: a CRL of limited scope taken for a complete one would hide what is revoked. */
export const issuingDistributionPointCritical: CrlRule = {
  ...alwaysCritical('issuing_distribution_point', 'RFC 5280 §5.2.5'),
  name: 'crl_issuing_distribution_point_critical',
};
