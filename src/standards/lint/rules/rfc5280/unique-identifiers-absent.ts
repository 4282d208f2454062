import type { CertificateRule } from '../../certificate-rule.ts';

/** Authorities that follow the profile do not write issuerUniqueID and subjectUniqueID. */
export const uniqueIdentifiersAbsent: CertificateRule = {
  name: 'unique_identifiers_absent',
  source: 'RFC 5280 §4.1.2.8',
  check: ({ hasUniqueIdentifier }) =>
    hasUniqueIdentifier ? 'There is a unique identifier' : undefined,
};
