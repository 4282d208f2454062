import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

const methods = new Set(['1.3.6.1.5.5.7.48.1', '1.3.6.1.5.5.7.48.2']);

/** There is a pointer to the issuer's certificate or OCSP responder, and such pointers are HTTP URLs alone. */
export const authorityInformationAccess: CertificateRule = {
  name: 'tls_authority_information_access',
  source: 'BR §7.1.2.7.7',
  check: ({ extensions }) => {
    const access = findExtension(extensions, 'authority_information_access')?.value;
    if (!access) return 'The authority information access is missing';
    return access.every(
      ({ access_method, access_location: { type, value } }) =>
        methods.has(access_method) && type === 'URI' && /^http:\/\//i.test(value),
    )
      ? undefined
      : 'The authority information access has an entry that is not an HTTP URL of OCSP or the issuer';
  },
};
