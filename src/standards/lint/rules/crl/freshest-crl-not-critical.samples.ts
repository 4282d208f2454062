import { point, uri } from '../../certificates.samples.ts';
import { crl, type CrlSamples } from '../../crls.samples.ts';

const value = [point({ full_name: [uri('http://example.com/delta')] })];

export const samples: CrlSamples = {
  good: [crl({ with: [{ type: 'freshest_crl', critical: false, value }] })],
  bad: {
    'The extension Freshest CRL is critical': crl({
      with: [{ type: 'freshest_crl', critical: true, value }],
    }),
  },
};
