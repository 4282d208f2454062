import { toBase64 } from '#base';
import { findExtension, keyIdentifier } from '#x509';
import { signerOf, type CertificateRule } from '../../certificate-rule.ts';

/** The keyIdentifier field stands in every certificate, and is the issuer's own subject key identifier. */
export const authorityKeyIdentifier: CertificateRule = {
  name: 'authority_key_identifier',
  source: 'RFC 5280 §4.2.1.1',
  check: (document, context) => {
    const found = findExtension(document.extensions, 'authority_key_identifier')?.value;
    if (found?.key_identifier == null) return 'The authority key identifier is missing';
    const issuer = signerOf(document, context);
    const own = findExtension(issuer.extensions, 'subject_key_identifier')?.value;
    return found.key_identifier === (own ?? toBase64(keyIdentifier(issuer.spki)))
      ? undefined
      : 'The authority key identifier is not that of the issuer';
  },
};
