import { critical, san, server, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [server(), server({ subject: '', with: [critical(san('DNS:www.example.com'))] })],
  bad: {
    'There is no subject alternative name': server({ without: ['subject_alternative_name'] }),
    'A subject alternative name is of the type email': server({
      with: [san('DNS:www.example.com', 'email:user@example.com')],
    }),
    'The subject alternative name is critical although': server({
      with: [critical(san('DNS:www.example.com'))],
    }),
  },
};
