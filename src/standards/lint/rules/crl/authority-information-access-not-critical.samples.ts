import { uri } from '../../certificates.samples.ts';
import { crl, type CrlSamples } from '../../crls.samples.ts';

const value = [
  { access_method: '1.3.6.1.5.5.7.48.2', access_location: uri('http://example.com/ca.der') },
];

export const samples: CrlSamples = {
  good: [crl({ with: [{ type: 'authority_information_access', critical: false, value }] })],
  bad: {
    'The extension Authority Information Access is critical': crl({
      with: [{ type: 'authority_information_access', critical: true, value }],
    }),
  },
};
