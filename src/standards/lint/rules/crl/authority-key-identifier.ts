import { toBase64 } from '#base';
import { findExtension, keyIdentifier } from '#x509';
import type { CrlRule } from '../../unsigned-crl.ts';

/** Every CRL tells by key identifier which key signed it, and that is the issuer's own subject key identifier. */
export const authorityKeyIdentifier: CrlRule = {
  name: 'crl_authority_key_identifier',
  source: 'RFC 5280 §5.2.1',
  check: ({ extensions }, { issuer }) => {
    const found = findExtension(extensions, 'authority_key_identifier')?.value;
    if (found?.key_identifier == null) return 'The authority key identifier is missing';
    const own = findExtension(issuer.extensions, 'subject_key_identifier')?.value;
    return found.key_identifier === (own ?? toBase64(keyIdentifier(issuer.spki)))
      ? undefined
      : 'The authority key identifier is not that of the issuer';
  },
};
