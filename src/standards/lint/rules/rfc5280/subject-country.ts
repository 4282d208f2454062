import { attributeTitle } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

const types = new Set(['2.5.4.6', '1.3.6.1.4.1.311.60.2.1.3']);

/** A country is named by the two letters of ISO 3166. */
export const subjectCountry: CertificateRule = {
  name: 'subject_country',
  source: 'RFC 5280 App. A.1',
  check: ({ subject }) => {
    const wrong = subject.find(({ oid, value }) => types.has(oid) && !/^[A-Za-z]{2}$/.test(value));
    return wrong && `The attribute ${attributeTitle(wrong.oid)} is not two letters`;
  },
};
