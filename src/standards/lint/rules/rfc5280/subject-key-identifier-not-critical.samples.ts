import { leaf, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [leaf()],
  bad: {
    'The extension Subject Key Identifier is critical': leaf({
      with: [{ type: 'subject_key_identifier', critical: true, value: 'AAAA' }],
    }),
  },
};
