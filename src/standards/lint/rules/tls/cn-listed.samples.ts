import { nameDer } from '#x509';
import { san, server, type CertificateSamples } from '../../certificates.samples.ts';

const name = { oid: '2.5.4.3', value: 'www.example.com' };

export const samples: CertificateSamples = {
  good: [
    server(),
    server({ subject: 'C=AT' }),
    server({ subject: 'CN=2606:4700::1111', with: [san('IP:2606:4700::1111')] }),
  ],
  bad: {
    'The common name is not among': [
      server({ subject: 'CN=other.example.com' }),
      server({ subject: 'CN=WWW.example.com' }),
      server({ subject: 'CN=www.example.com', without: ['subject_alternative_name'] }),
    ],
    'There is more than one common name': server({ subject: nameDer([name, name]) }),
  },
};
