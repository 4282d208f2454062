import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

const ocspSigning = '1.3.6.1.5.5.7.3.9';

/**
 * Who has no subject is named by the subject alternative name alone, and that extension is then critical. A delegated
 * OCSP responder may do without both: it speaks for its issuer, and nobody ever looks for a name in its certificate.
 */
export const subjectOrCriticalSan: CertificateRule = {
  name: 'subject_or_critical_san',
  source: 'RFC 5280 §4.1.2.6',
  check: ({ isAuthority, subject, extensions }) => {
    if (isAuthority || subject.length > 0) return undefined;
    const names = findExtension(extensions, 'subject_alternative_name');
    if (names?.critical === true) return undefined;
    if (names) return 'The subject is empty and the subject alternative name not critical';
    return findExtension(extensions, 'extended_key_usage')?.value.includes(ocspSigning) === true
      ? undefined
      : 'The subject is empty and there is no subject alternative name';
  },
};
