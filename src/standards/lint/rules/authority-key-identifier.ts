import { toBase64 } from '#base';
import { findExtension, keyIdentifier } from '#x509';
import type { CertificateRule } from '../rule.ts';

/** «The keyIdentifier field of the authorityKeyIdentifier extension MUST be included in all certificates», and be the issuer's own. */
export const authorityKeyIdentifier: CertificateRule = {
  name: 'authority_key_identifier',
  source: 'RFC 5280 §4.2.1.1',
  check: ({ extensions, spki }, { issuer }) => {
    const found = findExtension(extensions, 'authority_key_identifier');
    if (found?.value.key_identifier == null) return 'The authority key identifier is missing';
    if (found.critical) return 'The authority key identifier is critical';
    const own = findExtension(
      issuer === 'self' ? extensions : issuer.extensions,
      'subject_key_identifier',
    )?.value;
    const expected = own ?? toBase64(keyIdentifier(issuer === 'self' ? spki : issuer.spki));
    return found.value.key_identifier === expected
      ? undefined
      : 'The authority key identifier is not that of the issuer';
  },
};
