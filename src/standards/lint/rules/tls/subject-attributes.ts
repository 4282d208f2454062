import { attributeTitle } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

const organizationalUnit = '2.5.4.11';

/** No organizational unit, which nobody can verify; and nothing that stands for a value that is not there. */
export const subjectAttributes: CertificateRule = {
  name: 'tls_subject_attributes',
  source: 'BR §7.1.2.7.4',
  check: ({ subject }) => {
    if (subject.some(({ oid }) => oid === organizationalUnit))
      return 'The subject has an organizational unit';
    const blank = subject.find(({ value }) => /^[-. ]*$/.test(value));
    return blank && `The attribute ${attributeTitle(blank.oid)} says nothing`;
  },
};
