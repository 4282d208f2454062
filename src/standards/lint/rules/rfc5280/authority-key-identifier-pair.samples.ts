import { present } from '#base';
import { findExtension, type AuthorityKeyIdentifier, type Extension } from '#x509';
import {
  issuingCertificate,
  leaf,
  rootCertificate,
  type CertificateSamples,
} from '../../certificates.samples.ts';

const own = present(
  findExtension(issuingCertificate.extensions, 'subject_key_identifier'),
  'subject key identifier',
).value;
const both: AuthorityKeyIdentifier = {
  key_identifier: own,
  authority_cert_issuer: [{ type: 'dirName', value: rootCertificate.subject }],
  authority_cert_serial_number: 17,
};
const identifier = (fields: Partial<AuthorityKeyIdentifier>): Extension => ({
  type: 'authority_key_identifier',
  critical: false,
  value: { ...both, ...fields },
});

export const samples: CertificateSamples = {
  good: [leaf(), leaf({ with: [identifier({})] })],
  bad: {
    'The authority key identifier gives only one': [
      leaf({ with: [identifier({ authority_cert_issuer: null })] }),
      leaf({ with: [identifier({ authority_cert_serial_number: null })] }),
    ],
  },
};
