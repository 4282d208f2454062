import { crl, entry, type CrlSamples } from '../../crls.samples.ts';

export const samples: CrlSamples = {
  good: [crl(), crl({ entries: null })],
  bad: { 'An entry has the serial number zero': crl({ entries: [entry(), entry({ serial: 0 })] }) },
};
