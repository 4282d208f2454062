import { san, sanOf, server, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [
    server({ with: [san('DNS:www.example.com', 'DNS:xn--bcher-kva.com', 'IP:93.184.216.34')] }),
  ],
  bad: {
    'The host name _srv.example.com holds an underscore': server({
      with: [san('DNS:_srv.example.com')],
    }),
    'The host name ab--c.example.com has a label': server({
      with: [sanOf([{ type: 'DNS', value: 'ab--c.example.com' }])],
    }),
  },
};
