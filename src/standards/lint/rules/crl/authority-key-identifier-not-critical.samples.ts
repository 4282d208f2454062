import { toBase64 } from '#base';
import { keyIdentifier, type Extension } from '#x509';
import { rootCertificate } from '../../certificates.samples.ts';
import { crl, type CrlSamples } from '../../crls.samples.ts';

const identifier = (critical: boolean): Extension => ({
  type: 'authority_key_identifier',
  critical,
  value: {
    key_identifier: toBase64(keyIdentifier(rootCertificate.spki)),
    authority_cert_issuer: null,
    authority_cert_serial_number: null,
  },
});

export const samples: CrlSamples = {
  good: [crl({ with: [identifier(false)] })],
  bad: { 'The extension Authority Key Identifier is critical': crl({ with: [identifier(true)] }) },
};
