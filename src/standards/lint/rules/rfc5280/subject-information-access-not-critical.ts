import type { CertificateRule } from '../../certificate-rule.ts';
import { neverCritical } from '../../criticality.ts';

/** Conforming authorities mark this extension as non-critical. */
export const subjectInformationAccessNotCritical: CertificateRule = neverCritical(
  'subject_information_access',
  'RFC 5280 §4.2.2.2',
);
