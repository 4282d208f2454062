import type { CertificateRule } from '../../certificate-rule.ts';
import { neverCritical } from '../../criticality.ts';

/** Conforming authorities mark this extension as non-critical. */
export const authorityKeyIdentifierNotCritical: CertificateRule = neverCritical(
  'authority_key_identifier',
  'RFC 5280 §4.2.1.1',
);
