import { leaf, root, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [leaf({ notAfter: '2030-12-31T23:59:59Z' }), root()],
  bad: {
    'The validity is not within': [
      leaf({ notAfter: '2031-01-01T00:00:00Z' }),
      leaf({ notBefore: '2025-12-31T23:59:59Z' }),
    ],
  },
};
