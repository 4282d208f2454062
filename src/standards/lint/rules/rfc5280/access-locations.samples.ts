import type { Extension } from '#x509';
import { authority, leaf, uri, type CertificateSamples } from '../../certificates.samples.ts';

const access = (
  type: 'authority_information_access' | 'subject_information_access',
  location: string,
): Extension => ({
  type,
  critical: false,
  value: [{ access_method: '1.3.6.1.5.5.7.48.2', access_location: uri(location) }],
});

export const samples: CertificateSamples = {
  good: [
    leaf({ with: [access('authority_information_access', 'ldap:///CN=ca?cACertificate')] }),
    authority({ with: [access('subject_information_access', 'https://example.com/')] }),
  ],
  bad: {
    'The access location URI:': [
      leaf({
        with: [access('authority_information_access', 'http://example.com/{CA_ISSUER_PATH}')],
      }),
      authority({ with: [access('subject_information_access', 'example.com')] }),
    ],
  },
};
