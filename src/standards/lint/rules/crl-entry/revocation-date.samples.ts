import { crl, entry, type CrlSamples } from '../../crls.samples.ts';

export const samples: CrlSamples = {
  good: [crl(), crl({ entries: [entry({ revoked: '2026-06-01T00:00:00Z' })] })],
  bad: {
    'An entry was revoked after': crl({ entries: [entry({ revoked: '2026-06-01T00:00:01Z' })] }),
  },
};
