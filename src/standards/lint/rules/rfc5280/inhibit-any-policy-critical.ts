import type { CertificateRule } from '../../certificate-rule.ts';
import { alwaysCritical } from '../../criticality.ts';

/** Conforming authorities mark this extension as critical. */
export const inhibitAnyPolicyCritical: CertificateRule = alwaysCritical(
  'inhibit_any_policy',
  'RFC 5280 §4.2.1.14',
);
