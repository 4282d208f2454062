import {
  authority,
  critical,
  nameConstraints,
  type CertificateSamples,
} from '../../certificates.samples.ts';

const constraints = nameConstraints(['DNS:example.com']);

export const samples: CertificateSamples = {
  good: [authority(), authority({ with: [constraints] })],
  bad: {
    'The extension Name Constraints is not critical': authority({
      with: [critical(constraints, false)],
    }),
  },
};
