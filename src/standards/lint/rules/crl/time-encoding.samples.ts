import { generalizedTime } from '#der';
import { crl, type CrlSamples } from '../../crls.samples.ts';

export const samples: CrlSamples = {
  good: [crl(), crl({ nextUpdate: '2050-01-01T00:00:00Z' })],
  bad: { 'A time is of the wrong type': crl({ time: generalizedTime }) },
};
