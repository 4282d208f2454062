import type { Extension } from '#x509';
import { server, uri, type CertificateSamples } from '../../certificates.samples.ts';

const access = (access_method: string, location: string): Extension => ({
  type: 'authority_information_access',
  critical: false,
  value: [{ access_method, access_location: uri(location) }],
});

export const samples: CertificateSamples = {
  good: [server(), server({ with: [access('1.3.6.1.5.5.7.48.2', 'http://example.com/ca.der')] })],
  bad: {
    'The authority information access is missing': server({
      without: ['authority_information_access'],
    }),
    'The authority information access has an entry': [
      server({ with: [access('1.3.6.1.5.5.7.48.2', 'https://example.com/ca.der')] }),
      server({ with: [access('1.3.6.1.5.5.7.48.3', 'http://example.com/')] }),
    ],
  },
};
