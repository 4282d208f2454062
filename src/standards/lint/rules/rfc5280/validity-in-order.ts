import type { CertificateRule } from '../../certificate-rule.ts';

/** The validity period runs from notBefore through notAfter, both included: it must not be empty. */
export const validityInOrder: CertificateRule = {
  name: 'validity_in_order',
  source: 'RFC 5280 §4.1.2.5',
  check: ({ notBeforeMs, notAfterMs }) =>
    notBeforeMs <= notAfterMs ? undefined : 'The validity ends before it begins',
};
