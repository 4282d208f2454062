import {
  authority,
  leaf,
  nameConstraints,
  type CertificateSamples,
} from '../../certificates.samples.ts';

const constraints = nameConstraints(['DNS:example.com']);

export const samples: CertificateSamples = {
  good: [leaf(), authority({ with: [constraints] })],
  bad: { 'Name constraints without being an authority': leaf({ with: [constraints] }) },
};
