import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

const commonName = '2.5.4.3';

/** There is at most one common name, and it is, character for character, one of the subject alternative names. */
export const cnListed: CertificateRule = {
  name: 'tls_cn_listed',
  source: 'BR §7.1.4.3',
  check: ({ subject, extensions }) => {
    const [name, more] = subject.filter(({ oid }) => oid === commonName);
    if (more) return 'There is more than one common name';
    const names = findExtension(extensions, 'subject_alternative_name')?.value ?? [];
    return name && !names.some(({ value }) => value === name.value)
      ? 'The common name is not among the subject alternative names'
      : undefined;
  },
};
