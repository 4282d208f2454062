import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** authorityCertIssuer and authorityCertSerialNumber are both there or both absent. */
export const authorityKeyIdentifierPair: CertificateRule = {
  name: 'authority_key_identifier_pair',
  source: 'RFC 5280 App. A.2',
  check: ({ extensions }) => {
    const found = findExtension(extensions, 'authority_key_identifier')?.value;
    return found &&
      (found.authority_cert_issuer === null) !== (found.authority_cert_serial_number === null)
      ? 'The authority key identifier gives only one of issuer and serial number'
      : undefined;
  },
};
