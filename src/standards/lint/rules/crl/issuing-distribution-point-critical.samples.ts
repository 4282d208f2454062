import { crl, scope, type CrlSamples } from '../../crls.samples.ts';

export const samples: CrlSamples = {
  good: [crl({ with: [scope({ only_contains_ca_certs: true })] })],
  bad: {
    'The extension Issuing Distribution Point is not critical': crl({
      with: [scope({ only_contains_ca_certs: true }, false)],
    }),
  },
};
