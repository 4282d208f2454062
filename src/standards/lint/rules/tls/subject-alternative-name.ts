import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** A server is named by host names and addresses, at least one; the extension is critical exactly without a subject. */
export const subjectAlternativeName: CertificateRule = {
  name: 'tls_subject_alternative_name',
  source: 'BR §7.1.2.7.12',
  check: ({ subject, extensions }) => {
    const names = findExtension(extensions, 'subject_alternative_name');
    if (!names) return 'There is no subject alternative name';
    const other = names.value.find(({ type }) => type !== 'DNS' && type !== 'IP');
    if (other) return `A subject alternative name is of the type ${other.type}`;
    return names.critical && subject.length > 0
      ? 'The subject alternative name is critical although there is a subject'
      : undefined;
  },
};
