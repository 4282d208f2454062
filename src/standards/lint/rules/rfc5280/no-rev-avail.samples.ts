import type { Extension } from '#x509';
import {
  authority,
  leaf,
  point,
  uri,
  type CertificateSamples,
} from '../../certificates.samples.ts';

const none: Extension = { type: 'no_rev_avail', critical: false, value: null };
const access: Extension = {
  type: 'authority_information_access',
  critical: false,
  value: [
    { access_method: '1.3.6.1.5.5.7.48.2', access_location: uri('http://example.com/ca.der') },
  ],
};
const freshest: Extension = {
  type: 'freshest_crl',
  critical: false,
  value: [point({ full_name: [uri('http://example.com/delta')] })],
};

export const samples: CertificateSamples = {
  good: [leaf(), leaf({ with: [none, access], without: ['crl_distribution_points'] })],
  bad: {
    'No revocation available, and yet an authority': authority({ with: [none] }),
    'No revocation available, and yet a place': [
      leaf({ with: [none, access] }),
      leaf({ with: [none], without: ['crl_distribution_points'] }),
      leaf({ with: [none, access, freshest], without: ['crl_distribution_points'] }),
    ],
  },
};
