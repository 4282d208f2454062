import { findExtension, type Extension } from '#x509';
import type { CertificateRule } from '../rule.ts';

/**
 * Who has no subject is named by the subject alternative name alone, and that extension is then critical. Authorities
 * always have a subject.
 */
export const subjectOrCriticalSan: CertificateRule = {
  name: 'subject_or_critical_san',
  source: 'RFC 5280 §4.1.2.6',
  check: ({ subject, extensions }) => {
    if (subject.length > 0) return undefined;
    if (findExtension(extensions, 'basic_constraints')?.value.ca === true)
      return 'An authority has no subject';
    if (isResponder(extensions)) return undefined;
    return findExtension(extensions, 'subject_alternative_name')?.critical === true
      ? undefined
      : 'The subject is empty and there is no critical subject alternative name';
  },
};

/** A delegated OCSP responder speaks for its issuer and needs no name of its own; relying parties never look for one. */
function isResponder(extensions: readonly Extension[]): boolean {
  return (
    findExtension(extensions, 'extended_key_usage')?.value.includes('1.3.6.1.5.5.7.3.9') === true
  );
}
