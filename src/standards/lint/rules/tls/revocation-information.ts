import { day, second } from '#base';
import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

const ocsp = '1.3.6.1.5.5.7.48.1';
const shortLifeMs = 7 * day;

/** Who lives longer than seven days says where to learn of its revocation: by CRL or by OCSP. */
export const revocationInformation: CertificateRule = {
  name: 'tls_revocation_information',
  source: 'BR §7.1.2.11.2',
  check: ({ notBeforeMs, notAfterMs, extensions }) => {
    const access = findExtension(extensions, 'authority_information_access')?.value ?? [];
    return notAfterMs - notBeforeMs + second <= shortLifeMs ||
      findExtension(extensions, 'crl_distribution_points') ||
      access.some(({ access_method }) => access_method === ocsp)
      ? undefined
      : 'Nothing says where to learn of a revocation';
  },
};
