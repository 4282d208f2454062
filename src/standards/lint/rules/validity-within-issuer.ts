import type { CertificateRule } from '../rule.ts';

/** Our own: a certificate never outlives its issuer, and never begins before it. */
export const validityWithinIssuer: CertificateRule = {
  name: 'validity_within_issuer',
  source: 'Certwright',
  check: ({ notBeforeMs, notAfterMs }, { issuer }) =>
    issuer === 'self' || (notBeforeMs >= issuer.notBeforeMs && notAfterMs <= issuer.notAfterMs)
      ? undefined
      : 'The validity is not within that of the issuer',
};
