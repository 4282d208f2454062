import { crl, delta, type CrlSamples } from '../../crls.samples.ts';

export const samples: CrlSamples = {
  good: [crl({ with: [delta(7)] })],
  bad: { 'The extension Delta CRL Indicator is not critical': crl({ with: [delta(7, false)] }) },
};
