import { findExtension } from '#x509';
import { signerOf, type CertificateRule } from '../../certificate-rule.ts';

/** Who signs certificates is an authority, and its key usage, where it has one, names keyCertSign. */
export const issuerMaySign: CertificateRule = {
  name: 'issuer_may_sign',
  source: 'RFC 5280 §6.1.4',
  check: (document, context) => {
    const { extensions } = signerOf(document, context);
    if (findExtension(extensions, 'basic_constraints')?.value.ca !== true)
      return 'The issuer is no authority';
    const usages = findExtension(extensions, 'key_usage')?.value;
    return usages?.includes('key_cert_sign') === false
      ? 'The issuer may not sign certificates'
      : undefined;
  },
};
