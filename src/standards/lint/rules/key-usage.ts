import { findExtension } from '#x509';
import type { CertificateRule } from '../rule.ts';

/** «If the keyCertSign bit is asserted, then the cA bit in the basic constraints extension MUST also be asserted», and authorities assert it. */
export const keyUsage: CertificateRule = {
  name: 'key_usage',
  source: 'RFC 5280 §4.2.1.3',
  check: ({ extensions }) => {
    const usages = findExtension(extensions, 'key_usage')?.value;
    const ca = findExtension(extensions, 'basic_constraints')?.value.ca === true;
    if (usages?.length === 0) return 'The key usage names no usage';
    if (ca && usages?.includes('key_cert_sign') !== true)
      return 'An authority lacks the key usage keyCertSign';
    return !ca && usages?.includes('key_cert_sign') === true
      ? 'keyCertSign without being an authority'
      : undefined;
  },
};
