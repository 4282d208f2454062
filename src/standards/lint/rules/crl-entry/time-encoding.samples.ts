import { generalizedTime } from '#der';
import { crl, entry, type CrlSamples } from '../../crls.samples.ts';

export const samples: CrlSamples = {
  good: [crl()],
  bad: {
    'The time of an entry is of the wrong type': crl({
      entries: [entry({ time: generalizedTime })],
    }),
  },
};
