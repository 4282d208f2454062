import type { Extension } from '#x509';
import { server, uri, type CertificateSamples } from '../../certificates.samples.ts';

const access: Extension = {
  type: 'authority_information_access',
  critical: false,
  value: [
    { access_method: '1.3.6.1.5.5.7.48.2', access_location: uri('http://example.com/ca.der') },
  ],
};
const without = ['crl_distribution_points'] as const;

export const samples: CertificateSamples = {
  good: [
    server({ without }),
    server({ with: [access] }),
    server({ with: [access], without, notAfter: '2026-11-07T23:59:59Z' }),
  ],
  bad: {
    'Nothing says where to learn': [
      server({ with: [access], without }),
      server({ with: [access], without, notAfter: '2026-11-08T00:00:00Z' }),
    ],
  },
};
