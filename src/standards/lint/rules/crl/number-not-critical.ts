import { neverCritical } from '../../criticality.ts';
import type { CrlRule } from '../../unsigned-crl.ts';

/** The CRL number is a non-critical extension. */
export const numberNotCritical: CrlRule = {
  ...neverCritical('crl_number', 'RFC 5280 §5.2.3'),
  name: 'crl_number_not_critical',
};
