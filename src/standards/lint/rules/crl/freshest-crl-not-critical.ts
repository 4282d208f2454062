import { neverCritical } from '../../criticality.ts';
import type { CrlRule } from '../../unsigned-crl.ts';

/** Conforming issuers mark this extension as non-critical. */
export const freshestCrlNotCritical: CrlRule = {
  ...neverCritical('freshest_crl', 'RFC 5280 §5.2.6'),
  name: 'crl_freshest_crl_not_critical',
};
