import { purposes, server, type CertificateSamples } from '../../certificates.samples.ts';

const [serverAuth, clientAuth] = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'];

export const samples: CertificateSamples = {
  good: [server(), server({ with: [purposes(clientAuth, serverAuth)] })],
  bad: {
    'The extended key usage serverAuth is missing': [
      server({ with: [purposes(clientAuth)] }),
      server({ without: ['extended_key_usage'] }),
    ],
    'The extended key usage anyExtendedKeyUsage': server({
      with: [purposes(serverAuth, '2.5.29.37.0')],
    }),
    'The extended key usage OCSPSigning': server({
      with: [purposes(serverAuth, '1.3.6.1.5.5.7.3.9')],
    }),
  },
};
