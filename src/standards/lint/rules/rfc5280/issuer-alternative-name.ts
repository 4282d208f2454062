import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';
import { findMalformedName } from '../../well-formed-name.ts';

/** The names of the issuer have the same forms as those of the subject. */
export const issuerAlternativeName: CertificateRule = {
  name: 'issuer_alternative_name',
  source: 'RFC 5280 §4.2.1.7',
  check: ({ extensions }) => {
    const names = findExtension(extensions, 'issuer_alternative_name')?.value ?? [];
    const wrong = findMalformedName(names);
    return wrong && `The issuer alternative name ${wrong} is not well-formed`;
  },
};
