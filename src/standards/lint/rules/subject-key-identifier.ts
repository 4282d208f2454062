import { findExtension } from '#x509';
import type { CertificateRule } from '../rule.ts';

/** «This extension MUST appear in all conforming CA certificates»; we put it into every certificate. Never critical. */
export const subjectKeyIdentifier: CertificateRule = {
  name: 'subject_key_identifier',
  source: 'RFC 5280 §4.2.1.2',
  check: ({ extensions }) => {
    const found = findExtension(extensions, 'subject_key_identifier');
    if (!found) return 'The subject key identifier is missing';
    return found.critical ? 'The subject key identifier is critical' : undefined;
  },
};
