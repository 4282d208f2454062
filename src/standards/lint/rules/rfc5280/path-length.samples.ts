import {
  authority,
  constraints,
  leaf,
  usage,
  type CertificateSamples,
} from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [authority(), leaf()],
  bad: {
    'A path length without being an authority': leaf({ with: [constraints(false, 0)] }),
    'A path length without keyCertSign': [
      authority({ with: [usage('crl_sign')] }),
      authority({ without: ['key_usage'] }),
    ],
  },
};
