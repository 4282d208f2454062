import { leaf, usage, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [leaf({ with: [usage('key_agreement', 'decipher_only')] })],
  bad: {
    'encipherOnly or decipherOnly without keyAgreement': [
      leaf({ with: [usage('digital_signature', 'encipher_only')] }),
      leaf({ with: [usage('digital_signature', 'decipher_only')] }),
    ],
  },
};
