import { crl, type CrlSamples } from '../../crls.samples.ts';

export const samples: CrlSamples = {
  good: [crl()],
  bad: { 'The version is not 2': crl({ version: null }) },
};
