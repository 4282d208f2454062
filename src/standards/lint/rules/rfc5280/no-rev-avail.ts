import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

const ocsp = '1.3.6.1.5.5.7.48.1';

/** «Certificates for CAs MUST NOT include the noRevAvail extension», and nothing beside it points to such information. */
export const noRevAvail: CertificateRule = {
  name: 'no_rev_avail',
  source: 'RFC 9608 §3',
  check: ({ isAuthority, extensions }) => {
    if (!findExtension(extensions, 'no_rev_avail')) return undefined;
    if (isAuthority) return 'No revocation available, and yet an authority';
    const access = findExtension(extensions, 'authority_information_access')?.value ?? [];
    return findExtension(extensions, 'crl_distribution_points') ||
      findExtension(extensions, 'freshest_crl') ||
      access.some(({ access_method }) => access_method === ocsp)
      ? 'No revocation available, and yet a place to look for it'
      : undefined;
  },
};
