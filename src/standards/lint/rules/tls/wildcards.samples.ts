import { sanOf, server, type CertificateSamples } from '../../certificates.samples.ts';

const named = (value: string) =>
  server({ subject: 'C=AT', with: [sanOf([{ type: 'DNS', value }])] });

export const samples: CertificateSamples = {
  good: [server(), named('*.example.com')],
  bad: { 'The wildcard *.com stands for': named('*.com') },
};
