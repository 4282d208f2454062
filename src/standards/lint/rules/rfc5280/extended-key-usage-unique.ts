import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** Our own: no purpose is named twice. */
export const extendedKeyUsageUnique: CertificateRule = {
  name: 'extended_key_usage_unique',
  source: 'Certwright',
  check: ({ extensions }) => {
    const purposes = findExtension(extensions, 'extended_key_usage')?.value ?? [];
    return new Set(purposes).size < purposes.length
      ? 'An extended key usage is named twice'
      : undefined;
  },
};
