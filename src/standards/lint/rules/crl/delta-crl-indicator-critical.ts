import { alwaysCritical } from '../../criticality.ts';
import type { CrlRule } from '../../unsigned-crl.ts';

/** This extension is critical: a delta CRL taken for a complete one would hide what is revoked. */
export const deltaCrlIndicatorCritical: CrlRule = {
  ...alwaysCritical('delta_crl_indicator', 'RFC 5280 §5.2.4'),
  name: 'crl_delta_crl_indicator_critical',
};
