import type { GeneralName } from '#x509';
import { leaf, san, sanOf, type CertificateSamples } from '../../certificates.samples.ts';

const bad = (name: GeneralName) => leaf({ with: [sanOf([name])] });
const dns = (value: string) => bad({ type: 'DNS', value });
const uri = (value: string) => bad({ type: 'URI', value });

export const samples: CertificateSamples = {
  good: [
    leaf(),
    leaf({ without: ['subject_alternative_name'] }),
    leaf({ with: [san('DNS:localhost', 'DNS:_srv.example.com', 'DNS:xn--bcher-kva.example')] }),
    leaf({ with: [san('email:user@example.com', 'RID:1.2.3', 'otherName:1.2.3;UTF8:x')] }),
    leaf({ with: [san('dirName:CN=x', 'IP:2001:db8::1', 'URI:spiffe://domain/workload')] }),
    leaf({
      with: [sanOf([{ type: 'URI', value: 'urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6' }])],
    }),
  ],
  bad: {
    'The subject alternative name DNS:': [
      dns(' '),
      dns(''),
      dns('www..example.com'),
      dns('.example.com'),
      dns('example.com.'),
      dns('*'),
      dns('www.*.example.com'),
      dns('*.*.example.com'),
      dns('192.0.2.1'),
      dns('xn--zzzzzzzz99999999.example.com'),
      dns(`${'a'.repeat(64)}.example.com`),
      dns(`${'a'.repeat(60)}.`.repeat(4) + 'example.com'),
      dns('www.example.com\0.example.org'),
    ],
    'The subject alternative name email:': [
      bad({ type: 'email', value: '<user@example.com>' }),
      bad({ type: 'email', value: 'user@example.com (User)' }),
      bad({ type: 'email', value: 'user' }),
    ],
    'The subject alternative name URI:': [
      uri('/relative'),
      uri('https://'),
      uri('https:///path'),
      uri('ldap:///CN=x'),
      uri('https://-/'),
      uri('https://example.com/a b'),
      uri('https://example.com/%zz'),
      uri('https://example.com/{OCSP_PATH}'),
      uri('1https://example.com/'),
    ],
    'The subject alternative name IP:': bad({ type: 'IP', value: '192.0.2.0/24' }),
    'The subject alternative name dirName:': bad({ type: 'dirName', value: [] }),
  },
};
