import { leaf, type CertificateSamples } from '../../certificates.samples.ts';

const moment = '2026-06-01T00:00:00Z';

export const samples: CertificateSamples = {
  good: [leaf({ notBefore: moment, notAfter: moment })],
  bad: {
    'The validity ends before it begins': leaf({
      notBefore: moment,
      notAfter: '2026-05-31T23:59:59Z',
    }),
  },
};
