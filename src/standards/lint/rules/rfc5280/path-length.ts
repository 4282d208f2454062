import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** A path length stands only where there is an authority, and its key usage names keyCertSign. */
export const pathLength: CertificateRule = {
  name: 'path_length',
  source: 'RFC 5280 §4.2.1.9',
  check: ({ isAuthority, extensions }) => {
    if (findExtension(extensions, 'basic_constraints')?.value.path_length == null) return undefined;
    if (!isAuthority) return 'A path length without being an authority';
    return findExtension(extensions, 'key_usage')?.value.includes('key_cert_sign') === true
      ? undefined
      : 'A path length without keyCertSign';
  },
};
