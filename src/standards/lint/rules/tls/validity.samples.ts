import { server, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [
    server({ notBefore: '2026-11-01T00:00:00Z', notAfter: '2027-05-19T23:59:59Z' }),
    server({ notBefore: '2027-03-15T00:00:00Z', notAfter: '2027-06-22T23:59:59Z' }),
    server({ notBefore: '2029-03-15T00:00:00Z', notAfter: '2029-04-30T23:59:59Z' }),
  ],
  bad: {
    'The validity is longer than 200 days': server({
      notBefore: '2026-11-01T00:00:00Z',
      notAfter: '2027-05-20T00:00:00Z',
    }),
    'The validity is longer than 100 days': server({
      notBefore: '2027-03-15T00:00:00Z',
      notAfter: '2027-06-23T00:00:00Z',
    }),
    'The validity is longer than 47 days': server({
      notBefore: '2029-03-15T00:00:00Z',
      notAfter: '2029-05-01T00:00:00Z',
    }),
  },
};
