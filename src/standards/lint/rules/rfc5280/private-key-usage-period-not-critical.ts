import type { CertificateRule } from '../../certificate-rule.ts';
import { neverCritical } from '../../criticality.ts';

/** Where authorities write this extension at all, it is non-critical. */
export const privateKeyUsagePeriodNotCritical: CertificateRule = neverCritical(
  'private_key_usage_period',
  'RFC 3280 §4.2.1.4',
);
