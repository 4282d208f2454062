import { neverCritical } from '../../criticality.ts';
import type { CrlRule } from '../../unsigned-crl.ts';

/** Conforming issuers mark this extension as non-critical. */
export const authorityInformationAccessNotCritical: CrlRule = {
  ...neverCritical('authority_information_access', 'RFC 5280 §5.2.7'),
  name: 'crl_authority_information_access_not_critical',
};
