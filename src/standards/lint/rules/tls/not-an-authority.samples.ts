import { constraints, server, usage, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [server(), server({ without: ['basic_constraints'] })],
  bad: {
    'A server is an authority': server({ with: [constraints(true, null)] }),
    'The key of a server may sign': [
      server({ with: [usage('digital_signature', 'crl_sign')] }),
      server({ with: [usage('digital_signature', 'key_cert_sign')] }),
    ],
  },
};
