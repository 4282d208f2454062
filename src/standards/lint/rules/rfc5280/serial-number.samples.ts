import { leaf, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [leaf(), leaf({ serial: 1n << 120n }), leaf({ serial: (1n << 159n) - 1n })],
  bad: {
    'The serial number is zero': leaf({ serial: 0n }),
    'The serial number is too short': [leaf({ serial: 1n }), leaf({ serial: 1n << 119n })],
  },
};
