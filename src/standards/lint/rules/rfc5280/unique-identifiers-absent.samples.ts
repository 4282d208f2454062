import { leaf, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [leaf()],
  bad: { 'There is a unique identifier': leaf({ hasUniqueIdentifier: true }) },
};
