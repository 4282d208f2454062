import { server, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [
    server(),
    server({ subject: 'C=AT' }),
    server({ subject: 'C=AT,L=Vienna,O=Example' }),
    server({ subject: 'C=AT,ST=Vienna,O=Example' }),
  ],
  bad: {
    'The subject has an organizational unit': server({
      subject: 'C=AT,L=Vienna,O=Example,OU=Unit',
    }),
    'The subject names an organization': [
      server({ subject: 'C=AT,O=Example' }),
      server({ subject: 'L=Vienna,O=Example' }),
    ],
    'The attribute localityName (L) says nothing': server({ subject: 'C=AT,L=-,O=Example' }),
  },
};
