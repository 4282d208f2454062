import { crl, type CrlSamples } from '../../crls.samples.ts';

export const samples: CrlSamples = {
  good: [crl(), crl({ entries: null })],
  bad: { 'The list of revoked certificates is there': crl({ entries: [] }) },
};
