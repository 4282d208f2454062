import { crl, type CrlSamples } from '../../crls.samples.ts';

export const samples: CrlSamples = {
  good: [crl()],
  bad: {
    'The time of the next update is missing': crl({ nextUpdate: null }),
    'The next update does not come after': [
      crl({ nextUpdate: '2026-06-01T00:00:00Z' }),
      crl({ nextUpdate: '2026-05-31T00:00:00Z' }),
    ],
  },
};
