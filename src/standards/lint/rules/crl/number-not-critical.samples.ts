import { crl, type CrlSamples } from '../../crls.samples.ts';

export const samples: CrlSamples = {
  good: [crl()],
  bad: {
    'The extension CRL Number is critical': crl({
      with: [{ type: 'crl_number', critical: true, value: 1 }],
    }),
  },
};
