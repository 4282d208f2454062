import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** The private key may not stop being used before it may start. */
export const privateKeyUsagePeriod: CertificateRule = {
  name: 'private_key_usage_period',
  source: 'RFC 3280 §4.2.1.4',
  check: ({ extensions }) => {
    const period = findExtension(extensions, 'private_key_usage_period')?.value;
    if (period?.not_before == null || period.not_after === null) return undefined;
    return Date.parse(period.not_before) > Date.parse(period.not_after)
      ? 'The private key usage period ends before it begins'
      : undefined;
  },
};
