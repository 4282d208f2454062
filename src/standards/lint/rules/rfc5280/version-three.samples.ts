import { leaf, root, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [leaf(), root()],
  bad: { 'The version is not 3': [leaf({ version: null }), leaf({ version: 1 })] },
};
