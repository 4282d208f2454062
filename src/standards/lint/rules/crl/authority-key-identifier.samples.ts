import type { Extension } from '#x509';
import { certificateOf, root } from '../../certificates.samples.ts';
import { crl, type CrlSamples } from '../../crls.samples.ts';

const identifier = (key_identifier: string | null): Extension => ({
  type: 'authority_key_identifier',
  critical: false,
  value: { key_identifier, authority_cert_issuer: null, authority_cert_serial_number: null },
});

export const samples: CrlSamples = {
  good: [crl(), crl({ issuer: certificateOf(root({ without: ['subject_key_identifier'] })) })],
  bad: {
    'The authority key identifier is missing': [
      crl({ without: ['authority_key_identifier'] }),
      crl({ with: [identifier(null)] }),
    ],
    'The authority key identifier is not that of': crl({ with: [identifier('AAAA')] }),
  },
};
