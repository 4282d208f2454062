import type { CertificateRule } from '../../certificate-rule.ts';
import { alwaysCritical } from '../../criticality.ts';

/** Conforming authorities mark this extension as critical. */
export const policyConstraintsCritical: CertificateRule = alwaysCritical(
  'policy_constraints',
  'RFC 5280 §4.2.1.11',
);
