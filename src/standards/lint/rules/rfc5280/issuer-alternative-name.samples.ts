import type { Extension, GeneralName } from '#x509';
import { leaf, uri, type CertificateSamples } from '../../certificates.samples.ts';

const names = (...value: readonly GeneralName[]): Extension => ({
  type: 'issuer_alternative_name',
  critical: false,
  value,
});

export const samples: CertificateSamples = {
  good: [leaf(), leaf({ with: [names(uri('https://ca.example.com/'))] })],
  bad: {
    'The issuer alternative name URI:': leaf({ with: [names(uri('ca.example.com'))] }),
    'The issuer alternative name DNS:': leaf({ with: [names({ type: 'DNS', value: ' ' })] }),
  },
};
