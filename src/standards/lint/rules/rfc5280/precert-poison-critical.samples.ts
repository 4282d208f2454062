import { leaf, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [leaf(), leaf({ with: [{ type: 'precert_poison', critical: true, value: null }] })],
  bad: {
    'The extension Precert Poison is not critical': leaf({
      with: [{ type: 'precert_poison', critical: false, value: null }],
    }),
  },
};
