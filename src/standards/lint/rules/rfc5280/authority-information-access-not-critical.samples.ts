import { leaf, uri, type CertificateSamples } from '../../certificates.samples.ts';

const value = [
  { access_method: '1.3.6.1.5.5.7.48.2', access_location: uri('http://example.com/ca.der') },
];

export const samples: CertificateSamples = {
  good: [leaf({ with: [{ type: 'authority_information_access', critical: false, value }] })],
  bad: {
    'The extension Authority Information Access is critical': leaf({
      with: [{ type: 'authority_information_access', critical: true, value }],
    }),
  },
};
