import { crl, delta, entry, reason, type CrlSamples } from '../../crls.samples.ts';

const removed = [entry({ with: [reason('remove_from_crl')] })];

export const samples: CrlSamples = {
  good: [
    crl(),
    crl({ entries: [entry({ with: [] })] }),
    crl({ with: [delta(7)], entries: removed }),
  ],
  bad: {
    'An entry gives the reason unspecified': crl({
      entries: [entry({ with: [reason('unspecified')] })],
    }),
    'An entry gives the reason removeFromCRL': crl({ entries: removed }),
  },
};
