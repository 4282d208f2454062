import type { Extension } from '#x509';
import { uri } from '../../certificates.samples.ts';
import { crl, type CrlSamples } from '../../crls.samples.ts';

const named = (value: string): Extension => ({
  type: 'issuer_alternative_name',
  critical: false,
  value: [uri(value)],
});

export const samples: CrlSamples = {
  good: [crl({ with: [named('https://ca.example.com/')] })],
  bad: { 'The issuer alternative name URI:': crl({ with: [named('ca.example.com')] }) },
};
