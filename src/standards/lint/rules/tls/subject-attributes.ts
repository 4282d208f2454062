import { attributeTitle } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

const organization = '2.5.4.10';
const organizationalUnit = '2.5.4.11';
const country = '2.5.4.6';
const places = ['2.5.4.7', '2.5.4.8'];

/**
 * Where an organization is named, so is its country and its locality or state. No organizational unit, which nobody can
 * verify; and nothing that stands for a value that is not there.
 */
export const subjectAttributes: CertificateRule = {
  name: 'tls_subject_attributes',
  source: 'BR §7.1.2.7.4',
  check: ({ subject }) => {
    const types = new Set(subject.map(({ oid }) => oid));
    if (types.has(organizationalUnit)) return 'The subject has an organizational unit';
    if (types.has(organization) && !(types.has(country) && places.some((oid) => types.has(oid))))
      return 'The subject names an organization and not where it is';
    const blank = subject.find(({ value }) => /^[-. ]*$/.test(value));
    return blank && `The attribute ${attributeTitle(blank.oid)} says nothing`;
  },
};
