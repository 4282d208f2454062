import type { Extension } from '#x509';
import {
  authority,
  certificateOf,
  leaf,
  root,
  type CertificateSamples,
} from '../../certificates.samples.ts';

const identifier = (key_identifier: string | null): Extension => ({
  type: 'authority_key_identifier',
  critical: false,
  value: { key_identifier, authority_cert_issuer: null, authority_cert_serial_number: null },
});
const issuer = certificateOf(authority({ without: ['subject_key_identifier'] }));

export const samples: CertificateSamples = {
  good: [leaf(), root(), leaf({ issuer })],
  bad: {
    'The authority key identifier is missing': [
      leaf({ without: ['authority_key_identifier'] }),
      leaf({ with: [identifier(null)] }),
    ],
    'The authority key identifier is not that of the issuer': leaf({ with: [identifier('AAAA')] }),
  },
};
