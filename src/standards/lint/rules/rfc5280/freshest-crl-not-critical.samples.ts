import { leaf, point, uri, type CertificateSamples } from '../../certificates.samples.ts';

const value = [point({ full_name: [uri('http://example.com/delta')] })];

export const samples: CertificateSamples = {
  good: [leaf({ with: [{ type: 'freshest_crl', critical: false, value }] })],
  bad: {
    'The extension Freshest CRL is critical': leaf({
      with: [{ type: 'freshest_crl', critical: true, value }],
    }),
  },
};
