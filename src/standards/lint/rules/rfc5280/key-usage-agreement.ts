import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** encipherOnly and decipherOnly narrow keyAgreement; without it they mean nothing. */
export const keyUsageAgreement: CertificateRule = {
  name: 'key_usage_agreement',
  source: 'RFC 5280 §4.2.1.3',
  check: ({ extensions }) => {
    const usages = findExtension(extensions, 'key_usage')?.value ?? [];
    const narrowed = usages.includes('encipher_only') || usages.includes('decipher_only');
    return narrowed && !usages.includes('key_agreement')
      ? 'encipherOnly or decipherOnly without keyAgreement'
      : undefined;
  },
};
