import { san, server, type CertificateSamples } from '../../certificates.samples.ts';

const named = (...names: readonly string[]) => server({ subject: 'C=AT', with: [san(...names)] });

export const samples: CertificateSamples = {
  good: [server(), named('DNS:www.example.com', 'IP:2606:4700::1111', 'DNS:mail.example.com')],
  bad: {
    'The name DNS:': [
      named('DNS:localhost'),
      named('DNS:printer.local'),
      named('DNS:*.internal'),
      named('DNS:www.corp'),
      named('DNS:1.0.0.10.in-addr.arpa'),
    ],
    'The name IP:': [
      named('IP:10.1.2.3'),
      named('IP:127.0.0.1'),
      named('IP:224.0.0.1'),
      named('IP:::1'),
      named('IP:fe80::1'),
      named('IP:fd00::1'),
      named('IP:2001:db8::1'),
    ],
  },
};
