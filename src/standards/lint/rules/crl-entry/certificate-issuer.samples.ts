import type { Extension } from '#x509';
import { uri } from '../../certificates.samples.ts';
import { crl, entry, scope, type CrlSamples } from '../../crls.samples.ts';

const foreign: Extension = {
  type: 'certificate_issuer',
  critical: true,
  value: [uri('https://ca.example.com/')],
};
const entries = [entry({ with: [foreign] })];

export const samples: CrlSamples = {
  good: [crl(), crl({ with: [scope({ indirect_crl: true })], entries })],
  bad: {
    'An entry names its issuer': [
      crl({ entries }),
      crl({ with: [scope({ only_contains_user_certs: true })], entries }),
    ],
  },
};
