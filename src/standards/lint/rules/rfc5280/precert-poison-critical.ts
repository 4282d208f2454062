import type { CertificateRule } from '../../certificate-rule.ts';
import { alwaysCritical } from '../../criticality.ts';

/** The poison is critical: that alone keeps a precertificate from being used. */
export const precertPoisonCritical: CertificateRule = alwaysCritical(
  'precert_poison',
  'RFC 6962 §3.1',
);
