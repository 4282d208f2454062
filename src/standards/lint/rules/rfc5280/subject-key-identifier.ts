import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** Every authority has this extension; our own: so has every other certificate, and it is not empty. */
export const subjectKeyIdentifier: CertificateRule = {
  name: 'subject_key_identifier',
  source: 'RFC 5280 §4.2.1.2',
  check: ({ extensions }) => {
    const found = findExtension(extensions, 'subject_key_identifier')?.value;
    if (found === undefined) return 'The subject key identifier is missing';
    return found === '' ? 'The subject key identifier is empty' : undefined;
  },
};
