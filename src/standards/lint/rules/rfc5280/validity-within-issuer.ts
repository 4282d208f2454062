import { signerOf, type CertificateRule } from '../../certificate-rule.ts';

/** Our own: a certificate never outlives its issuer, and never begins before it. */
export const validityWithinIssuer: CertificateRule = {
  name: 'validity_within_issuer',
  source: 'Certwright',
  check: (document, context) => {
    const issuer = signerOf(document, context);
    return document.notBeforeMs >= issuer.notBeforeMs && document.notAfterMs <= issuer.notAfterMs
      ? undefined
      : 'The validity is not within that of the issuer';
  },
};
