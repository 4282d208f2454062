import type { DistributionPoint, Extension } from '#x509';
import { leaf, point, uri, type CertificateSamples } from '../../certificates.samples.ts';

const freshest = (value: DistributionPoint): Extension => ({
  type: 'freshest_crl',
  critical: false,
  value: [value],
});

export const samples: CertificateSamples = {
  good: [
    leaf(),
    leaf({ with: [freshest(point({ full_name: [uri('http://example.com/delta')] }))] }),
  ],
  bad: {
    'A distribution point has neither': leaf({
      with: [freshest(point({ reasons: ['key_compromise'] }))],
    }),
  },
};
