import {
  authority,
  constraints,
  leaf,
  type CertificateSamples,
} from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [authority(), leaf({ with: [constraints(false, null, false)] })],
  bad: {
    'The basic constraints of an authority are not critical': authority({
      with: [constraints(true, 0, false)],
    }),
  },
};
