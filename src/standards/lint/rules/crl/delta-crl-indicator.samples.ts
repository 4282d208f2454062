import { crl, delta, type CrlSamples } from '../../crls.samples.ts';

export const samples: CrlSamples = {
  good: [crl(), crl({ with: [delta(7)] })],
  bad: {
    'The base of the delta CRL does not have': [
      crl({ with: [delta(8)] }),
      crl({ with: [delta(9)] }),
    ],
  },
};
