import { findExtension } from '#x509';
import type { CrlRule } from '../../unsigned-crl.ts';
import { findMalformedName } from '../../well-formed-name.ts';

/** The names of the issuer are what their type says. */
export const issuerAlternativeName: CrlRule = {
  name: 'crl_issuer_alternative_name',
  source: 'RFC 5280 §5.2.2',
  check: ({ extensions }) => {
    const names = findExtension(extensions, 'issuer_alternative_name')?.value ?? [];
    const wrong = findMalformedName(names);
    return wrong && `The issuer alternative name ${wrong} is not well-formed`;
  },
};
