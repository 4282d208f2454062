import { leaf, purposes, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [leaf(), leaf({ with: [purposes('1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2')] })],
  bad: {
    'An extended key usage is named twice': leaf({
      with: [purposes('1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.1')],
    }),
  },
};
