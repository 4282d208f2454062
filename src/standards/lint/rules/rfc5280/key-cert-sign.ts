import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** Who is no authority may not have keyCertSign; an authority has a key usage and has it. */
export const keyCertSign: CertificateRule = {
  name: 'key_cert_sign',
  source: 'RFC 5280 §4.2.1.3, §4.2.1.9',
  check: ({ isAuthority, extensions }) => {
    const usages = findExtension(extensions, 'key_usage')?.value ?? [];
    const signs = usages.includes('key_cert_sign');
    if (isAuthority && !signs) return 'An authority lacks the key usage keyCertSign';
    return !isAuthority && signs ? 'keyCertSign without being an authority' : undefined;
  },
};
