import { generalizedTime } from '#der';
import { leaf, root, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [
    leaf(),
    root({ notAfter: '2049-12-31T23:59:59Z' }),
    root({ notAfter: '9999-12-31T23:59:59Z' }),
  ],
  bad: { 'A time is of the wrong type': leaf({ time: generalizedTime }) },
};
