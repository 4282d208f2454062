import { leaf, root, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [leaf(), root()],
  bad: {
    'The issuer has no name': [
      leaf({ issuerDer: new Uint8Array([0x30, 0]) }),
      root({ subject: '' }),
    ],
  },
};
