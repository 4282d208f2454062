import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** A server is no authority: it certifies nobody and signs no CRLs. */
export const notAnAuthority: CertificateRule = {
  name: 'tls_not_an_authority',
  source: 'BR §7.1.2.7.8',
  check: ({ isAuthority, extensions }) => {
    if (isAuthority) return 'A server is an authority';
    const usages = findExtension(extensions, 'key_usage')?.value ?? [];
    return usages.includes('key_cert_sign') || usages.includes('crl_sign')
      ? 'The key of a server may sign certificates or CRLs'
      : undefined;
  },
};
