import type { CertificateRule } from '../../certificate-rule.ts';
import { alwaysCritical } from '../../criticality.ts';

/** Conforming authorities mark this extension as critical: who passes over it would believe names it forbids. */
export const nameConstraintsCritical: CertificateRule = alwaysCritical(
  'name_constraints',
  'RFC 5280 §4.2.1.10',
);
