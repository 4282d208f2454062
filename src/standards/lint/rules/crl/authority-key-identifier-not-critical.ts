import { neverCritical } from '../../criticality.ts';
import type { CrlRule } from '../../unsigned-crl.ts';

/** Conforming issuers mark this extension as non-critical. */
export const authorityKeyIdentifierNotCritical: CrlRule = {
  ...neverCritical('authority_key_identifier', 'RFC 5280 §4.2.1.1'),
  name: 'crl_authority_key_identifier_not_critical',
};
