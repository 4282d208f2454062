import { server, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [server(), server({ subject: 'C=AT,O=Example' })],
  bad: {
    'The subject has an organizational unit': server({ subject: 'O=Example,OU=Unit' }),
    'The attribute localityName (L) says nothing': server({ subject: 'L=-,O=Example' }),
  },
};
