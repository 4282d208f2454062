import type { DistributionPoint, Extension } from '#x509';
import { point, uri } from '../../certificates.samples.ts';
import { crl, delta, type CrlSamples } from '../../crls.samples.ts';

const full_name = [uri('http://example.com/delta')];
const freshest = (value: DistributionPoint): Extension => ({
  type: 'freshest_crl',
  critical: false,
  value: [value],
});

export const samples: CrlSamples = {
  good: [crl(), crl({ with: [freshest(point({ full_name }))] })],
  bad: {
    'A delta CRL points to a delta CRL': crl({ with: [delta(7), freshest(point({ full_name }))] }),
    'The pointer to a delta CRL gives reasons or an issuer': [
      crl({ with: [freshest(point({ full_name, reasons: ['key_compromise'] }))] }),
      crl({ with: [freshest(point({ crl_issuer: full_name }))] }),
    ],
    'The name URI:': crl({ with: [freshest(point({ full_name: [uri('delta')] }))] }),
  },
};
